import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return (
    <input
      className={cn(
        'h-9 w-full min-w-0 rounded-s border border-line-strong bg-surface px-2.5 text-body text-ink placeholder:text-ink-3 aria-invalid:border-bad',
        className,
      )}
      {...props}
    />
  )
}

export function Select({ className, ...props }: ComponentProps<'select'>) {
  return (
    <select
      className={cn(
        'h-9 w-full rounded-s border border-line-strong bg-surface px-2 text-body text-ink',
        className,
      )}
      {...props}
    />
  )
}
