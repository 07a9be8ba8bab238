// usher.js, the script of the snippet: makes `window.usher`, starts, and replays what was called before it came.
import { script } from './launcher'
import { methods, type Settings } from './usher'

interface Usher {
  (method: string, ...rest: unknown[]): unknown
  q?: [method: string, ...rest: unknown[]][]
  live?: true
}

declare global {
  interface Window {
    usher?: Usher | undefined
    /** What a site may settle before the snippet. */
    usherSettings?: Settings
  }
}

const earlier = window.usher

if (!earlier?.live) {
  const usher: Usher = (method, ...rest) => {
    const run = methods[method]
    if (!run) throw Error(`no method ${method}`)
    return run(...(rest as [never, never]))
  }
  const settings: Settings = { ...script.dataset, ...window.usherSettings }
  usher.live = true
  window.usher = usher
  if (settings.channel) usher('init', settings)
  for (const call of earlier?.q || []) usher(...call)
}
