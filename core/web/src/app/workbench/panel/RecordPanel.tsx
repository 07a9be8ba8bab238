// The customer beside the chat: who it is, what belongs to it, and its records as the layout shows them.
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef } from 'react'
import { Dialog, Modal, ModalOverlay } from 'react-aria-components'
import type { AgentSessionView } from '../../../shared/wire'
import { useLater } from '../../i18n/later'
import { failureText } from '../../i18n/problems'
import { useWords } from '../../i18n/words'
import { Button } from '../../ui/Button'
import { Icon } from '../../ui/Icon'
import { Skeleton } from '../../ui/Surface'
import { PANEL_ID } from '../places'
import { useLinkActions } from './link-actions'
import { Links } from './Links'
import { useRereading } from './live'
import { keys, linksOf, objects, workbenchOf } from './requests'
import { Section } from './Section'
import s from './panel.module.css'
import { Who } from './Who'

interface RecordPanelProps {
  session: AgentSessionView
  /** A column where there is room, a sheet over the chat where there is none. */
  place: 'column' | 'sheet'
  /** Whether the keyboard goes there as it opens. */
  focused: boolean
  onClose: () => void
}

export default function RecordPanel({ session, place, focused, onClose }: RecordPanelProps) {
  const { t } = useWords()
  const body = (
    <>
      <Head focused={focused} onClose={onClose} />
      <Body key={session.id} session={session} />
    </>
  )
  if (place === 'column') {
    return (
      <aside id={PANEL_ID} className={s['column']} aria-label={t('panel')} tabIndex={-1}>
        {body}
      </aside>
    )
  }
  return (
    <ModalOverlay
      className={s['veil'] ?? ''}
      isOpen
      isDismissable
      onOpenChange={(open) => (open ? undefined : onClose())}
    >
      <Modal className={s['sheet'] ?? ''}>
        <Dialog className={s['sheetBody'] ?? ''} aria-label={t('panel')}>
          {body}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

function Head({ focused, onClose }: Pick<RecordPanelProps, 'focused' | 'onClose'>) {
  const { t } = useWords()
  const title = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (focused) title.current?.focus()
  }, [focused])
  return (
    <header className={s['head']}>
      <h2 ref={title} tabIndex={-1} className={s['title']}>
        {t('panel')}
      </h2>
      <Button kind="quiet" shape="square" size="small" aria-label={t('panel_hide')} onPress={onClose}>
        <Icon name="close" size={16} />
      </Button>
    </header>
  )
}

function Body({ session }: { session: AgentSessionView }) {
  const words = useWords()
  const { say } = useLater()
  const { id } = session
  useRereading(id)
  const shown = useQuery({ queryKey: keys.workbench(id), queryFn: () => workbenchOf(id), staleTime: 0 })
  const links = useQuery({ queryKey: keys.links(id), queryFn: () => linksOf(id), staleTime: 0 })
  const known = useQuery({ queryKey: keys.objects, queryFn: objects })
  const actions = useLinkActions(id)
  // What was read stays readable while it cannot be read anew.
  const failure = (!shown.data && shown.error) || (!links.data && links.error)
  if (failure) {
    return (
      <div className={s['body']}>
        <div role="alert" className={s['failed']}>
          <p>{failureText(failure, words)}</p>
          <Button
            onPress={() => {
              void shown.refetch()
              void links.refetch()
            }}
          >
            {words.t('retry')}
          </Button>
        </div>
      </div>
    )
  }
  if (!shown.data || !links.data) return <PanelSkeleton label={words.t('loading')} />
  const { layout, sections } = shown.data
  const empty = sections.every(({ records }) => records.length === 0)
  return (
    <div className={s['body']}>
      <Who session={session} links={links.data} actions={actions} />
      <Links session={session} links={links.data} objects={known.data} shown={shown.data} actions={actions} />
      {layout === null ? (
        <Told title={say('no_layout')}>{say('no_layout_text')}</Told>
      ) : empty ? (
        <Told title={say('no_records')}>{say('no_records_text')}</Told>
      ) : (
        sections.map((section, at) => (
          // One object may have several sections; the layout's order tells them apart.
          // biome-ignore lint/suspicious/noArrayIndexKey: sections stay where the layout has them
          <Section key={`${layout} ${section.object} ${at}`} session={id} section={section} />
        ))
      )}
    </div>
  )
}

const Told = ({ title, children }: { title: string; children: ReactNode }) => (
  <div className={s['told']}>
    <p className={s['toldTitle']}>{title}</p>
    <p className={s['quiet']}>{children}</p>
  </div>
)

function PanelSkeleton({ label }: { label: string }) {
  return (
    <div className={s['body']} role="status" aria-label={label}>
      <div className={s['bones']}>
        <Skeleton width="60%" height={20} />
        <Skeleton width="90%" height={14} />
        <Skeleton width="100%" height={96} />
        <Skeleton width="40%" height={14} />
        <Skeleton width="100%" height={140} />
      </div>
    </div>
  )
}
