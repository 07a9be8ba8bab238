// What a link to a file says of itself. Pure.

/** Until when it holds, in Unix milliseconds; forever where it does not say. */
export function linkEndsAt(url: string): number {
  const ends = Number(new URLSearchParams(url.split('?')[1]).get('expires') ?? Number.NaN)
  return Number.isFinite(ends) ? ends : Number.POSITIVE_INFINITY
}
