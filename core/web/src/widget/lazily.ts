// What is loaded when it is first needed. Where the network is away, it is fetched until it comes.

const AGAIN_MS = 2_000

export function lazily<T>(load: () => Promise<T>): Promise<T> {
  return load().catch(() => new Promise((again) => setTimeout(again, AGAIN_MS)).then(() => lazily(load)))
}
