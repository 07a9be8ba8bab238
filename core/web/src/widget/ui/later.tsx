// Parts of the window that are loaded when they are first needed: an empty place, and then the part.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'

const AGAIN_MS = 2_000

export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const loaded = signal<{ Part: ComponentType<Props> } | null>(null)
  const fetch = () => {
    const take = (Part: ComponentType<Props>) => {
      loaded.value = { Part }
    }
    // Where the network was away, it is fetched until it comes.
    load().then(take, () => setTimeout(fetch, AGAIN_MS))
  }
  return (props: Props) => {
    const { value } = loaded
    useEffect(() => {
      if (!value) fetch()
    }, [])
    return value ? <value.Part {...props} /> : <div class="later" aria-busy="true" />
  }
}
