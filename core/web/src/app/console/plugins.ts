// The plug-ins as the console asks for them and puts them in order.
import { useQuery } from '@tanstack/react-query'
import type { PluginView, Role } from '../../shared/wire'
import { api } from '../http/client'
import { POLL_MS } from './poll'

/** Asked once for all parts of the page. Only admins may. */
export const usePlugins = (role: Role) =>
  useQuery({ queryKey: ['plugins'], queryFn: api.plugins, refetchInterval: POLL_MS, enabled: role === 'admin' })

/** A plug-in that is switched off, with until when. */
export type PluginOff = PluginView & { health: { off_until_ms: number } }

const isOff = (plugin: PluginView): plugin is PluginOff => plugin.health.off_until_ms !== null

export const switchedOff = (plugins: readonly PluginView[] | undefined): PluginOff[] => plugins?.filter(isOff) ?? []

export const failuresOf = ({ health }: PluginView): number =>
  Object.values(health.failures).reduce((sum, count) => sum + count, 0)

/** Those that are off first, then those of the company, each in the order in which they came. */
export const inOrder = (plugins: readonly PluginView[]): PluginView[] =>
  plugins.toSorted((a, b) => Number(isOff(b)) - Number(isOff(a)) || Number(isOwn(b)) - Number(isOwn(a)))

const isOwn = (plugin: PluginView): boolean => plugin.origin === 'own'

/** What one call took on average; null before the first. */
export function perCall({ health }: PluginView): { unit: 'us' | 'ms'; time: number; operations: number } | null {
  if (health.calls === 0) return null
  const us = health.time_us / health.calls
  const operations = Math.round(health.operations / health.calls)
  return us < 1_000 ? { unit: 'us', time: Math.round(us), operations } : { unit: 'ms', time: us / 1_000, operations }
}
