// Readable colours, by the contrast formula of WCAG 2.2. Colours are `#rrggbb`. Knows nothing of themes or elements.

/** Black or white, whichever reaches 4.5:1 on `color`; white where both do. */
export function readableOn(color: string): string {
  // White reaches 4.5:1 up to this luminance, since (1 + 0.05) / 4.5 - 0.05 = 0.1833; black does above 0.175.
  return luminance(color) > 0.1833 ? '#000' : '#fff'
}

/** Between 1 and 21. */
export function contrast(one: string, other: string): number {
  const a = luminance(one)
  const b = luminance(other)
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

function luminance(color: string): number {
  const light = (at: number) => {
    const share = Number(`0x${color.substring(at, at + 2)}`) / 255
    return share > 0.04 ? ((share + 0.055) / 1.055) ** 2.4 : share / 12.92
  }
  return 0.2126 * light(1) + 0.7152 * light(3) + 0.0722 * light(5)
}
