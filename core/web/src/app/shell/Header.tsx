// The bar over every page: where one is, whether one is available, and who one is.
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Availability, MeView } from '../../shared/wire'
import { api } from '../http/client'
import { chooseLocale, useWords } from '../i18n/words'
import { useLiveState } from '../live/browser'
import { openSessions } from '../live/state'
import { type Locale, setPreferences, type Sound, type Theme, usePreferences } from '../theme/preferences'
import { Button } from '../ui/Button'
import { cx } from '../ui/cx'
import { Icon, Mark } from '../ui/Icon'
import { Menu } from '../ui/Menu'
import { AvailabilityDot, Avatar, Hidden } from '../ui/Surface'
import { offeredSessions } from '../workbench/offered'
import { useSetAvailability } from './availability'
import { ConnectionBanner } from './ConnectionBanner'
import { Shortcuts } from './Shortcuts'
import { useMe } from './me'
import s from './shell.module.css'

export function Header() {
  const { t } = useWords()
  const me = useMe()
  const [location] = useLocation()
  const seesConsole = me.role !== 'agent'
  return (
    <>
      <a className={s['skip']} href="#content">
        {t('skip_to_content')}
      </a>
      <header className={s['header']}>
        <div className={s['brand']}>
          <Mark />
          <span className={s['workspace']}>{me.workspace}</span>
        </div>
        {seesConsole ? (
          <nav className={s['pages']} aria-label={t('main_navigation')}>
            <PageLink href="/workbench" current={location.startsWith('/workbench')}>
              {t('workbench')}
            </PageLink>
            <PageLink href="/console" current={location.startsWith('/console')}>
              {t('console')}
            </PageLink>
          </nav>
        ) : null}
        <div className={s['own']}>
          <AvailabilityMenu me={me} />
          <AccountMenu me={me} />
        </div>
      </header>
      <ConnectionBanner />
    </>
  )
}

function PageLink({ href, current, children }: { href: string; current: boolean; children: string }) {
  return (
    <Link
      href={href}
      className={cx(s['pageLink'], current && s['pageLinkCurrent'])}
      aria-current={current ? 'page' : undefined}
    >
      {children}
    </Link>
  )
}

function AvailabilityMenu({ me }: { me: MeView }) {
  const { t } = useWords()
  const set = useSetAvailability()
  const welcomed = useLiveState((state) => state.welcomed)
  // Being asked takes a place too.
  const held = useLiveState(
    (state) => openSessions(state.sessions, me.id).length + offeredSessions(state, me.id).length,
  )
  const load = welcomed ? held : me.load
  const shown = set.isPending ? set.variables : me.availability
  const full = load >= me.capacity
  return (
    <Menu
      label={t('availability')}
      button={
        <Button kind="quiet" className={s['availability']}>
          <AvailabilityDot availability={shown} />
          <Hidden>{`${t('availability')}: `}</Hidden>
          <span className={s['availabilityWord']}>{t(shown)}</span>{' '}
          <span className={cx(s['capacity'], full && s['capacityFull'])}>
            {t('capacity_used', { load, capacity: me.capacity })}
          </span>
          <Icon name="chevron" size={16} />
        </Button>
      }
      groups={[
        {
          id: 'availability',
          title: t('availability'),
          choices: (['online', 'away', 'offline'] as const).map((id) => ({
            id,
            label: t(id),
            note: t(`${id}_note`),
            icon: <AvailabilityDot availability={id} />,
            chosen: id === shown,
          })),
        },
      ]}
      onChoose={(id) => set.mutate(id as Availability)}
    />
  )
}

const themes: readonly Theme[] = ['system', 'light', 'dark']
const locales: readonly { id: Locale; label: string }[] = [
  { id: 'en', label: 'English' },
  { id: 'zh-CN', label: '中文' },
]

function AccountMenu({ me }: { me: MeView }) {
  const { t } = useWords()
  const client = useQueryClient()
  const preferences = usePreferences()
  const [showsKeys, setShowsKeys] = useState(false)
  const signOut = useMutation({ mutationFn: api.signOut, onSettled: () => client.resetQueries({ queryKey: ['me'] }) })
  const choose = (id: string) => {
    const [kind, value] = id.split(':')
    if (kind === 'theme') setPreferences({ theme: value as Theme })
    else if (kind === 'sound') setPreferences({ sound: value as Sound })
    else if (kind === 'locale') chooseLocale(value as Locale)
    else if (id === 'keys') setShowsKeys(true)
    else if (id === 'out') signOut.mutate()
  }
  return (
    <>
      <Menu
        label={t('account')}
        button={
          <Button kind="quiet" shape="square" className={s['account']}>
            <Hidden>{`${t('account')}: ${me.name}`}</Hidden>
            <Avatar id={me.id} name={me.name} size="small" />
          </Button>
        }
        head={
          <div className={s['accountHead']}>
            <span className={s['accountName']}>{me.name}</span>
            <span className={s['accountMail']}>{me.email}</span>
            <span className={s['accountMail']}>{t(`role_${me.role}`)}</span>
          </div>
        }
        groups={[
          {
            id: 'theme',
            title: t('theme'),
            choices: themes.map((id) => ({
              id: `theme:${id}`,
              label: t(`theme_${id}`),
              chosen: preferences.theme === id,
            })),
          },
          {
            id: 'locale',
            title: t('language'),
            choices: locales.map(({ id, label }) => ({ id: `locale:${id}`, label, chosen: preferences.locale === id })),
          },
          {
            id: 'sound',
            title: t('sound'),
            choices: (['on', 'off'] as const).map((id) => ({
              id: `sound:${id}`,
              label: t(`sound_${id}`),
              chosen: preferences.sound === id,
            })),
          },
          {
            id: 'more',
            choices: [
              { id: 'keys', label: t('shortcuts'), icon: <Icon name="keyboard" /> },
              { id: 'guide', label: t('guide'), icon: <Icon name="help" />, href: '/guide' },
              { id: 'out', label: t('sign_out'), icon: <Icon name="signout" /> },
            ],
          },
        ]}
        onChoose={choose}
      />
      <Shortcuts open={showsKeys} onOpenChange={setShowsKeys} />
    </>
  )
}
