// The admin's page: which rules serve, whether the last edit is among them, and what waits for somebody.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from 'wouter'
import type { MeView, RulesStatus } from '../../shared/wire'
import { api } from '../http/client'
import { failureText } from '../i18n/problems'
import { type Key, useWords } from '../i18n/words'
import { useMe } from '../shell/me'
import { useTitle } from '../shell/title'
import { Button, Spinner } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Empty, Hidden, Skeleton } from '../ui/Surface'
import { Channels } from './Channels'
import { Health } from './Health'
import { Plugins } from './Plugins'
import { switchedOff, usePlugins } from './plugins'
import { RuleTable } from './RuleTable'
import { POLL_MS } from './poll'
import { Waiting } from './Waiting'
import s from './console.module.css'

export default function Console() {
  const { t } = useWords()
  const me = useMe()
  useTitle(t('console'))
  return me.role === 'agent' ? <Denied /> : <Status me={me} />
}

function Status({ me }: { me: MeView }) {
  const words = useWords()
  const { t } = words
  const client = useQueryClient()
  const rules = useQuery({ queryKey: ['rules'], queryFn: api.rules, refetchInterval: POLL_MS })
  const plugins = usePlugins(me.role)
  const reload = useMutation({
    mutationFn: async () => {
      const before = rules.data?.revision
      const status = await api.reloadRules()
      client.setQueryData(['rules'], status)
      return told(status, before)
    },
  })
  return (
    <main id="content" className={s['page']} tabIndex={-1}>
      <div className={s['column']}>
        <div className={s['pageHead']}>
          <h1 className={s['pageTitle']}>{t('status')}</h1>
          {me.role === 'admin' ? (
            <div className={s['reload']}>
              <span role="status" className={s['reloadWord']}>
                {reload.error ? failureText(reload.error, words) : null}
                {reload.data ? t(reload.data) : null}
              </span>
              <Button isDisabled={reload.isPending} onPress={() => reload.mutate()}>
                {reload.isPending ? <Spinner /> : <Icon name="reload" size={16} />}
                {reload.isPending ? t('reloading') : t('reload_rules')}
              </Button>
            </div>
          ) : null}
        </div>
        {rules.isPending ? <StatusSkeleton /> : null}
        {rules.error && !rules.data ? (
          <section className={s['card']}>
            <Empty
              icon="warning"
              title={t('console_failed_title')}
              text={failureText(rules.error, words)}
              action={<Button onPress={() => void rules.refetch()}>{t('retry')}</Button>}
            />
          </section>
        ) : null}
        {rules.data ? (
          <>
            <Health status={rules.data} off={switchedOff(plugins.data?.plugins)} />
            <Waiting />
            <RuleTable rules={rules.data.rules} />
            <Plugins role={me.role} />
            <Channels role={me.role} />
          </>
        ) : null}
      </div>
    </main>
  )
}

/** What a reload came to, in a word. */
function told(status: RulesStatus, before: string | undefined): Key {
  if (!status.last_reload_successful) return 'reloaded_bad'
  return status.revision === before ? 'reloaded_same' : 'reloaded_new'
}

function Denied() {
  const { t } = useWords()
  return (
    <main id="content" className={s['denied']} tabIndex={-1}>
      <Empty
        icon="lock"
        level="h1"
        title={t('console_denied_title')}
        text={t('console_denied_text')}
        action={
          <Link href="/workbench" className={s['textLink']}>
            {t('to_workbench')}
          </Link>
        }
      />
    </main>
  )
}

function StatusSkeleton() {
  const { t } = useWords()
  return (
    <div className={s['stack']} aria-busy="true">
      <Hidden>{t('loading')}</Hidden>
      <div className={s['card']}>
        <div className={s['skeletonCard']}>
          <Skeleton width={200} height={20} />
          <Skeleton width={320} height={14} />
          <Skeleton width="100%" height={64} />
        </div>
      </div>
      <div className={s['card']}>
        <div className={s['skeletonCard']}>
          <Skeleton width={140} height={16} />
          <Skeleton width="100%" height={120} />
        </div>
      </div>
    </div>
  )
}
