// Brings something into sight, smoothly unless the user wants less motion.

export function reveal(element: Element | null | undefined, block: ScrollLogicalPosition): void {
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element?.scrollIntoView({ behavior: calm ? 'instant' : 'smooth', block });
}
