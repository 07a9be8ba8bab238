// Parts of the window that are loaded when they are first needed: an empty place, and then the part.
import { signal } from '@preact/signals'
import type { ComponentType } from 'preact'
import { useEffect } from 'preact/hooks'
import { lazily } from '../lazily'

export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  const loaded = signal<{ Part: ComponentType<Props> } | null>(null)
  const fetch = async () => {
    loaded.value = { Part: await lazily(load) }
  }
  return (props: Props) => {
    const { value } = loaded
    useEffect(() => {
      if (!value) fetch()
    }, [])
    return value ? <value.Part {...props} /> : <div class="later" aria-busy="true" />
  }
}
