// The distribution rules in the order in which they are tried.
import type { RulesStatus } from '../../shared/wire'
import { useWords } from '../i18n/words'
import { Empty } from '../ui/Surface'
import shared from './console.module.css'
import s from './configuration.module.css'

export function RuleTable({ rules }: { rules: RulesStatus['rules'] }) {
  const { t } = useWords()
  return (
    <section className={shared['card']} aria-labelledby="rules">
      <div className={shared['cardHead']}>
        <h2 id="rules" className={shared['cardTitle']}>
          {t('rules_title')}
        </h2>
        <p className={shared['cardText']}>{t('rules_text')}</p>
      </div>
      {rules.length === 0 ? (
        <Empty icon="inbox" title={t('rules_empty_title')} text={t('rules_empty_text')} />
      ) : (
        <table className={s['table']}>
          <thead>
            <tr>
              <th scope="col" className={s['number']}>
                {t('column_priority')}
              </th>
              <th scope="col">{t('column_name')}</th>
              <th scope="col">{t('column_channels')}</th>
              <th scope="col">{t('column_group')}</th>
              <th scope="col">{t('column_strategy')}</th>
            </tr>
          </thead>
          <tbody>
            {rules.map((rule) => (
              <tr key={rule.id}>
                <td className={s['number']}>{rule.priority}</td>
                <th scope="row">
                  <span className={shared['ruleName']}>{rule.name}</span>
                  <code className={s['ruleId']}>{rule.id}</code>
                </th>
                <td data-label={t('column_channels')}>
                  {rule.channels === null ? (
                    <span className={shared['faint']}>{t('all_channels')}</span>
                  ) : (
                    rule.channels.join(', ')
                  )}
                </td>
                <td data-label={t('column_group')}>{rule.group}</td>
                <td data-label={t('column_strategy')}>{rule.strategies.join(' → ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
