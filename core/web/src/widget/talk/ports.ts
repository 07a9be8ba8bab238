// What a conversation needs of the world around it.
import type { ToLoader } from '../../shared/bridge'
import type { PageInfo } from '../../shared/wire'
import type { Clock } from './clock'
import type { Socket } from './connection'
import type { Http } from './http'
import type { Storage } from './storage'

export interface ConversationPorts {
  clock: Clock
  random(): number
  newId(): string
  openSocket(): Socket
  http: Http
  storage: Storage
  /** One tab at a time makes a visitor. */
  exclusively<T>(run: () => Promise<T>): Promise<T>
  /** Where the visitor is, now. */
  surroundings(): { host_origin: string; locale: string; page: PageInfo }
  emit(event: ToLoader): void
}
