// "Why did I get this?": the button, and what opens under it; the telling itself is loaded as it is first asked for.
import { lazy, Suspense } from 'react'
import { Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components'
import type { AgentSessionView } from '../../shared/wire'
import { useWords } from '../i18n/words'
import { useMe } from '../shell/me'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon } from '../ui/Icon'
import ui from '../ui/ui.module.css'
import s from './why.module.css'

const Reasons = lazy(() => import('./ReasonsDialog'))

export function Why({ session }: { session: AgentSessionView }) {
  const { t } = useWords()
  const me = useMe()
  const mine = session.agent?.id === me.id
  const title = mine ? t('why_title') : t('why_title_other')
  return (
    <DialogTrigger>
      <Button kind="quiet">
        <Icon name="help" />
        <span className={s['word']}>{mine ? t('why_me') : t('why_here')}</span>
      </Button>
      <Popover className={cx(ui['popover'], s['popover'])} placement="bottom end" offset={4} maxHeight={640}>
        <Dialog className={s['dialog'] ?? ''}>
          <Heading slot="title" level={2} className={s['title'] ?? ''}>
            {title}
          </Heading>
          <Suspense>
            <Reasons session={session} />
          </Suspense>
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}
