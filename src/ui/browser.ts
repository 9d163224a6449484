// Which browser and system this is, and what its user can do where WebGPU is missing. Pure: the page passes in what
// `navigator` says.

export interface Browser {
  readonly name: 'Chrome' | 'Edge' | 'Firefox' | 'Safari' | 'this browser';
  /** Major version; 0 when it does not tell. */
  readonly version: number;
  readonly system: 'Windows' | 'macOS' | 'Linux' | 'ChromeOS' | 'Android' | 'iOS' | 'this system';
}

export interface BrowserHints {
  readonly userAgent: string;
  /** `navigator.userAgentData`, which Chromium has. */
  readonly userAgentData?: {
    readonly brands: readonly { readonly brand: string; readonly version: string }[];
    readonly platform: string;
  };
  /** Tells an iPad, which calls itself a Mac, from a Mac. */
  readonly maxTouchPoints?: number;
}

const PATTERNS: readonly [Browser['name'], RegExp][] = [
  ['Edge', /Edg(?:A|iOS)?\/(\d+)/],
  ['Firefox', /(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /(?:HeadlessChrome|Chrome|Chromium|CriOS)\/(\d+)/],
  ['Safari', /Version\/(\d+)[\d.]* .*Safari\//],
];

export function readBrowser(hints: BrowserHints): Browser {
  const system = readSystem(hints);
  const brands = hints.userAgentData?.brands ?? [];
  const edge = brands.find(({ brand }) => brand === 'Microsoft Edge');
  const chromium = brands.find(({ brand }) => brand === 'Chromium');
  if (edge) return { name: 'Edge', version: Number(edge.version), system };
  if (chromium) return { name: 'Chrome', version: Number(chromium.version), system };
  for (const [name, pattern] of PATTERNS) {
    const version = pattern.exec(hints.userAgent)?.[1];
    if (version !== undefined) return { name, version: Number(version), system };
  }
  return { name: 'this browser', version: 0, system };
}

function readSystem({ userAgent, userAgentData, maxTouchPoints = 0 }: BrowserHints): Browser['system'] {
  const text = `${userAgentData?.platform ?? ''} ${userAgent}`;
  if (/Android/.test(text)) return 'Android';
  if (/iPhone|iPad|iPod/.test(text) || (/Macintosh/.test(text) && maxTouchPoints > 1)) return 'iOS';
  if (/Windows/.test(text)) return 'Windows';
  if (/mac ?OS|Macintosh/i.test(text)) return 'macOS';
  if (/Chrom(e|ium) ?OS|CrOS/.test(text)) return 'ChromeOS';
  if (/Linux/.test(text)) return 'Linux';
  return 'this system';
}

/** What to do, most promising first. */
export function remedies(browser: Browser, page: { secure: boolean; origin: string }): string[] {
  const { name, version, system } = browser;
  if (!page.secure) {
    return [
      `Browsers offer WebGPU to secure pages only, and ${page.origin} is not one. Open the lab at http://localhost ` +
        'on the machine that serves it, or serve it over https.',
    ];
  }
  const chrome = 'Or use Chrome or Edge 121 or later on a desktop, where the lab is tested.';
  switch (name) {
    case 'Chrome':
    case 'Edge': {
      const scheme = name === 'Edge' ? 'edge' : 'chrome';
      if (version > 0 && version < 121)
        return [`Update ${name}: this is version ${version}, the lab needs 121.`];
      const steps = [
        `Open ${scheme}://settings/system and switch on “Use hardware acceleration when available”; restart ${name}.`,
        'Update the graphics driver.',
      ];
      if (system === 'Linux') {
        steps.unshift(
          `On Linux, open ${scheme}://flags, enable “Unsafe WebGPU Support” and “Vulkan”, and restart ${name}; ` +
            'or start it with --enable-unsafe-webgpu --enable-features=Vulkan. Without a GPU, add ' +
            '--use-webgpu-adapter=swiftshader: slow, but it works.',
        );
      }
      steps.push(`${scheme}://gpu says in the row “WebGPU” what is disabled, and why.`);
      return steps;
    }
    case 'Firefox':
      return [
        system === 'Windows' || system === 'macOS'
          ? 'Update Firefox; then set dom.webgpu.enabled to true in about:config and restart.'
          : 'Firefox has WebGPU on Windows and macOS first; in Firefox Nightly set dom.webgpu.enabled in about:config.',
        chrome,
      ];
    case 'Safari':
      return [
        system === 'iOS'
          ? 'Update to iOS or iPadOS 26 or later; training wants a desktop, though.'
          : 'Update to Safari 26 or later (macOS 26), or switch on WebGPU under Develop, Feature Flags.',
        chrome,
      ];
    default:
      return ['Install Chrome or Edge 121 or later on a desktop, where the lab is tested.'];
  }
}
