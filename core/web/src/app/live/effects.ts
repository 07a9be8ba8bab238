// What the entries of hooks do to the view of their session, so that it shows them before the server describes it anew.
import type { AgentSessionView, MessageView } from '../../shared/wire'

/** The session with the effects of those entries that come after `seq`, in their order. */
export function withEffects(
  session: AgentSessionView,
  messages: readonly MessageView[],
  seq: number,
): AgentSessionView {
  return messages.filter((message) => message.seq > seq).reduce(applied, session)
}

function applied(session: AgentSessionView, { body }: MessageView): AgentSessionView {
  if (body.kind !== 'event') return session
  if (body.event.event === 'tagged') return tagged(session, body.event.tag, body.event.set)
  if (body.event.event !== 'applied') return session
  const { effect } = body.event
  switch (effect.effect) {
    case 'tag':
      return tagged(session, effect.tag, true)
    case 'set_priority':
      return { ...session, priority: effect.priority }
    case 'set_field': {
      const { [effect.field]: _before, ...others } = session.fields
      return { ...session, fields: effect.value === null ? others : { ...others, [effect.field]: effect.value } }
    }
    case 'send_prompt':
    case 'ask_transfer':
    case 'call_webhook':
      return session
  }
}

function tagged(session: AgentSessionView, tag: string, set: boolean): AgentSessionView {
  if (session.tags.includes(tag) === set) return session
  const tags = set ? [...session.tags, tag].sort((a, b) => (a < b ? -1 : 1)) : session.tags.filter((one) => one !== tag)
  return { ...session, tags }
}
