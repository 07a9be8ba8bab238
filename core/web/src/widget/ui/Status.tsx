// One quiet line above the composer: how the connection and the session stand, in plain words.
import type { App } from '../app'
import type { WaitingView } from '../../shared/wire'
import { backAt } from '../text/dates'
import type { Words } from '../text/words'
import { useApp } from './context'

export function Status() {
  const app = useApp()
  const { tone, text, detail } = standing(app)
  return (
    <>
      <div class={`status ${tone}`} role="status">
        {text && <span class="dot" />}
        {text && (
          <div>
            <p>{text}</p>
            {detail && <p>{detail}</p>}
          </div>
        )}
      </div>
      <LeaveButton />
    </>
  )
}

/** Leaving a message instead of waiting, where the rules offer it. */
function LeaveButton() {
  const { conversation, leaving, words } = useApp()
  const view = conversation.current.value?.view
  if (!view?.form || view.state === 'assigned' || conversation.connection.value !== 'online') return null
  return (
    <button type="button" class="leave-button" onClick={() => leaving.open()}>
      {words.value.leaveMessage}
    </button>
  )
}

interface Standing {
  tone: 'trouble' | 'waiting' | 'ended' | 'none'
  text: string
  detail?: string
}

function standing({ conversation, words, language }: App): Standing {
  const { connection, trouble, current } = conversation
  const say = words.value
  const code = trouble.value?.code
  if (code === 'origin_not_allowed' || code === 'forbidden' || code === 'not_found') {
    return { tone: 'trouble', text: say.notHere }
  }
  if (code) return { tone: 'trouble', text: say.unreachable }
  if (connection.value === 'offline') return { tone: 'trouble', text: say.reconnecting }

  if (conversation.outbox.list.value.some(({ error }) => error?.code === 'blocked')) {
    return { tone: 'ended', text: say.blocked }
  }

  const view = current.value?.view
  if (connection.value === 'connecting' && !view) return { tone: 'waiting', text: say.connecting }
  if (view?.state === 'unmatched') return { tone: 'waiting', text: say.nowUnmatched }
  if (view?.state === 'closed') return { tone: 'ended', text: say.nowClosed }
  if (view?.state !== 'queued') return { tone: 'none', text: '' }
  const line = view.waiting && inLine(view.waiting, say)
  if (line && view.waiting?.reason !== 'none_online' && view.waiting?.reason !== 'outside_hours') {
    return { tone: 'waiting', text: line }
  }
  const back = view.waiting && backAt(view.waiting, Date.now(), language.value, say)
  const detail = [back, line].filter(Boolean).join(' · ')
  const queued = current.value?.messages.findLast(({ body }) => body.kind === 'event' && body.event.event === 'queued')
  const event = queued?.body.kind === 'event' ? queued.body.event : null
  // A prompt said it in the company's own words: then only what changes is told here.
  const prompted = current.value?.messages.some(({ seq, body }) => body.kind === 'prompt' && seq > (queued?.seq ?? 0))
  if (prompted && detail) return { tone: 'waiting', text: detail }
  const nobody = event?.event === 'queued' && (event.reason === 'none_online' || event.reason === 'outside_hours')
  return { tone: 'waiting', text: line || nobody ? say.nowWaiting : say.nowBusy, detail }
}

/** "You are number 2 of 5 · about 4 minutes"; nothing is said of a wait that nobody can tell. */
function inLine({ place, length, wait_ms }: WaitingView, words: Words): string {
  const wait = wait_ms === null ? null : words.wait(Math.max(1, Math.ceil(wait_ms / 60_000)))
  return [words.place(place, Math.max(place, length)), wait].filter(Boolean).join(' · ')
}
