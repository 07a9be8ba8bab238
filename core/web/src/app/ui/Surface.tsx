// Small pieces that pages are made of: avatars, skeletons, empty states, dialogs.
import type { ReactNode } from 'react'
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import type { Availability } from '../../shared/wire'
import { useWords } from '../i18n/words'
import { Button } from './Button'
import { cx } from './cx'
import { Icon, type IconName } from './Icon'
import s from './ui.module.css'

const HUES = 6

/** Initials on a colour that stays with the id. Decoration: the name stands beside it. */
export function Avatar({ id, name, size = 'normal' }: { id: string; name: string; size?: 'normal' | 'small' }) {
  const hue = [...id].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973, 7) % HUES
  return (
    <span className={cx(s['avatar'], s[`hue${hue}`], size === 'small' && s['avatarSmall'])} aria-hidden="true">
      {initials(name)}
    </span>
  )
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const first = [...(words[0] ?? '?')]
  // A Chinese name is told by its last letter or two; the family name says little.
  if (/\p{Script=Han}/u.test(name)) return [...name.replace(/\s+/g, '')].slice(-2).join('')
  const last = words.length > 1 ? [...(words.at(-1) ?? '')] : []
  return `${first[0] ?? ''}${last[0] ?? ''}`.toUpperCase()
}

export function AvailabilityDot({ availability }: { availability: Availability }) {
  const kind = { online: 'dotOnline', away: 'dotAway', offline: 'dotOffline' }[availability]
  return <span className={cx(s['dot'], s[kind])} aria-hidden="true" />
}

/** A place held for what is being loaded. */
export function Skeleton({ width, height }: { width: number | string; height: number }) {
  return <span className={s['skeleton']} style={{ width, height, maxWidth: '100%' }} aria-hidden="true" />
}

export function Empty(props: {
  icon: IconName
  title: string
  text?: string
  action?: ReactNode
  level?: 'h1' | 'h2' | 'p'
}) {
  const Title = props.level ?? 'p'
  return (
    <div className={s['empty']}>
      <span className={s['emptyIcon']}>
        <Icon name={props.icon} size={24} />
      </span>
      <Title className={s['emptyTitle']}>{props.title}</Title>
      {props.text ? <p className={s['emptyText']}>{props.text}</p> : null}
      {props.action ? <div className={s['emptyAction']}>{props.action}</div> : null}
    </div>
  )
}

/** For readers of the page aloud. */
export const Hidden = ({ children }: { children: ReactNode }) => <span className={s['hidden']}>{children}</span>

export function ModalDialog(props: {
  title: string
  width: 'narrow' | 'wide'
  open: boolean
  onClose: () => void
  role?: 'dialog' | 'alertdialog'
  children: ReactNode
}) {
  const { t } = useWords()
  const asks = props.role === 'alertdialog'
  return (
    <ModalOverlay
      className={s['veil'] ?? ''}
      isOpen={props.open}
      onOpenChange={(open) => (open ? undefined : props.onClose())}
      isDismissable={!asks}
    >
      <Modal className={cx(s['modal'], s[props.width])}>
        <Dialog className={s['dialog'] ?? ''} role={props.role ?? 'dialog'}>
          <div className={s['dialogHead']}>
            <Heading slot="title" level={2} className={s['dialogTitle'] ?? ''}>
              {props.title}
            </Heading>
            {asks ? null : (
              <Button kind="quiet" shape="square" size="small" aria-label={t('close')} onPress={props.onClose}>
                <Icon name="close" />
              </Button>
            )}
          </div>
          {props.children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export const DialogText = ({ children }: { children: ReactNode }) => <p className={s['dialogText']}>{children}</p>
export const DialogActions = ({ children }: { children: ReactNode }) => <div className={s['actions']}>{children}</div>
