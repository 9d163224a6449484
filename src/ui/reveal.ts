// Brings something into sight, smoothly unless the user wants less motion.

/**
 * What an address names stands further down its place: whoever follows a link sees it, once it is there and unless they
 * have looked elsewhere meanwhile.
 */
export function revealLinked(element: Element | null | undefined): void {
  if (scrollY < 8) element?.scrollIntoView({ behavior: 'instant', block: 'start' });
}

export function reveal(element: Element | null | undefined, block: ScrollLogicalPosition): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element?.scrollIntoView({ behavior: calm ? 'instant' : 'smooth', block });
}
