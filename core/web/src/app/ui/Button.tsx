// The one button of the pages.
import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { cx } from './cx'
import s from './ui.module.css'

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger'

interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'style'> {
  kind?: ButtonKind
  shape?: 'normal' | 'square'
  size?: 'normal' | 'small'
  className?: string | undefined
  children: ReactNode
}

export function Button({ kind = 'secondary', shape = 'normal', size = 'normal', className, ...rest }: ButtonProps) {
  const classes = cx(s['button'], s[kind], shape === 'square' && s['square'], size === 'small' && s['small'], className)
  return <AriaButton {...rest} className={classes} />
}

/** Turns while something is under way. Decoration: say in words what is awaited. */
export const Spinner = () => <span className={s['spinner']} aria-hidden="true" />
