// usher.js, the script of the snippet: makes `window.usher`, starts, and replays what was called before it came.
import { methods, script } from './usher'

interface Usher {
  (method: string, ...rest: unknown[]): unknown
  q?: [method: string, ...rest: unknown[]][]
  live?: true
}

declare global {
  interface Window {
    usher?: Usher | undefined
  }
}

const earlier = window.usher

if (!earlier?.live) {
  const usher: Usher = (method, ...rest) => {
    const run = methods[method]
    if (!run) throw Error(`no method ${method}`)
    return run(...(rest as [never, never]))
  }
  const { channel } = script.dataset
  usher.live = true
  window.usher = usher
  if (channel) usher('init', script.dataset)
  for (const call of earlier?.q || []) usher(...call)
}
