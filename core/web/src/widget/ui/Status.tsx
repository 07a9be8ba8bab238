// One quiet line above the composer: how the connection and the session stand, in plain words.
import type { App } from '../app'
import { useApp } from './context'

export function Status() {
  const app = useApp()
  const { tone, text } = standing(app)
  return (
    <div class={`status ${tone}`} role="status">
      {text && <span class="dot" />}
      {text}
    </div>
  )
}

function standing({ conversation, words }: App): { tone: 'trouble' | 'waiting' | 'ended' | 'none'; text: string } {
  const { connection, trouble, current } = conversation
  const say = words.value
  const code = trouble.value?.code
  if (code === 'origin_not_allowed' || code === 'forbidden' || code === 'not_found') {
    return { tone: 'trouble', text: say.notHere }
  }
  if (code) return { tone: 'trouble', text: say.unreachable }
  if (connection.value === 'offline') return { tone: 'trouble', text: say.reconnecting }

  const view = current.value?.view
  if (connection.value === 'connecting' && !view) return { tone: 'waiting', text: say.connecting }
  if (view?.state === 'unmatched') return { tone: 'waiting', text: say.nowUnmatched }
  if (view?.state === 'closed') return { tone: 'ended', text: say.nowClosed }
  if (view?.state !== 'queued') return { tone: 'none', text: '' }
  const queued = current.value?.messages.findLast(({ body }) => body.kind === 'event' && body.event.event === 'queued')
  const event = queued?.body.kind === 'event' ? queued.body.event : null
  const nobody = event?.event === 'queued' && (event.reason === 'none_online' || event.reason === 'outside_hours')
  return { tone: 'waiting', text: nobody ? say.nowWaiting : say.nowBusy }
}
