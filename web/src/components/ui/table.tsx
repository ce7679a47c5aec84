import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export function Table({ className, ...props }: ComponentProps<'table'>) {
  return <table className={cn('w-full border-collapse', className)} {...props} />
}

const edges = 'first:pl-4 last:pr-4 max-lg:px-1.5 max-lg:first:pl-3.5 max-lg:last:pr-3.5'

export function Th({ className, numeric, ...props }: ComponentProps<'th'> & { numeric?: boolean }) {
  return (
    <th
      scope="col"
      className={cn(
        'border-b border-line-strong px-2 py-1.5 text-left text-small font-medium whitespace-nowrap text-ink-3',
        edges,
        numeric && 'text-right',
        className,
      )}
      {...props}
    />
  )
}

export function Td({ className, numeric, ...props }: ComponentProps<'td'> & { numeric?: boolean }) {
  return (
    <td
      className={cn(
        'h-[46px] border-b border-line px-2 py-1.5 align-middle lg:h-[34px]',
        edges,
        numeric && 'text-right whitespace-nowrap',
        className,
      )}
      {...props}
    />
  )
}

export function Tr({ className, ...props }: ComponentProps<'tr'>) {
  return <tr className={cn('hover:bg-hover', className)} {...props} />
}

/** The row under a column: its top is the rule that says what follows is the sum. */
export function TotalTr({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('*:h-[38px] *:border-t *:border-b-0 *:border-t-rule *:font-semibold', className)}
      {...props}
    />
  )
}

/** What a phone shows under the name instead of further columns. */
export function Sub({ className, ...props }: ComponentProps<'span'>) {
  return <span className={cn('block text-small/[16px] text-ink-3 lg:hidden', className)} {...props} />
}
