// How a visitor is called before anybody asked for a name.
import type { AgentSessionView } from '../../shared/wire'
import type { Words } from '../i18n/words'

export const visitorName = (visitor: AgentSessionView['visitor'], { t }: Words): string =>
  visitor.name?.trim() ||
  t('visitor_unnamed', {
    tag: visitor.id
      .replace(/[^a-z0-9]/gi, '')
      .slice(-4)
      .toUpperCase(),
  })
