// What a hook did, in plain words. Pure.
import type { EffectView, FieldValue } from '../../shared/wire'
import type { Words } from '../i18n/words'

/** Longest text of a field in one line of the transcript. */
const VALUE_CHARS = 80

export function effectText(effect: EffectView, by: string, words: Words): string {
  const { t } = words
  switch (effect.effect) {
    case 'tag':
      return t('effect_tag', { tag: effect.tag, by })
    case 'set_priority':
      return t('effect_set_priority', { priority: effect.priority, by })
    case 'send_prompt':
      return t('effect_send_prompt', { prompt: effect.prompt, by })
    case 'set_field': {
      if (effect.value === null) return t('effect_field_removed', { field: effect.field, by })
      const letters = [...fieldText(effect.value, words)]
      const value = letters.length > VALUE_CHARS ? `${letters.slice(0, VALUE_CHARS).join('')}…` : letters.join('')
      return t('effect_set_field', { field: effect.field, value, by })
    }
    case 'ask_transfer':
      return effect.reason.trim() === ''
        ? t('effect_ask_transfer_plain', { group: effect.group.name, by })
        : t('effect_ask_transfer', { group: effect.group.name, reason: effect.reason, by })
    case 'call_webhook':
      return t('effect_call_webhook', { webhook: effect.webhook.name, by })
  }
}

export function fieldText(value: FieldValue, { t, number }: Words): string {
  if (typeof value === 'boolean') return value ? t('yes') : t('no')
  return typeof value === 'number' ? number(value) : value
}
