import type { ComponentProps, ReactNode } from 'react'
import { ApiError } from '@/api/client'
import { cn } from '@/lib/cn'
import { Button } from './ui/button'

/** Flat, hairline-bordered, no shadow: a part of one ruled sheet. */
export function Panel({ className, ...props }: ComponentProps<'section'>) {
  return <section className={cn('min-w-0 rounded-m border border-line bg-surface', className)} {...props} />
}

export function PanelHead({
  title,
  note,
  children,
}: {
  title: string
  note?: ReactNode
  children?: ReactNode
}) {
  return (
    <div className="flex min-h-[46px] flex-wrap items-center gap-3 px-4 pt-3 pb-2.5">
      <h2 className="text-panel">{title}</h2>
      {note ? <span className="text-ink-3">{note}</span> : null}
      {children}
    </div>
  )
}

/** A panel that failed says so in its place; the others are right. */
export function PanelError({ error, retry }: { error: Error; retry: () => void }) {
  return (
    <div role="alert" className="px-4 pb-4">
      <div className="rounded-r-s border-l-3 border-bad bg-bad-soft px-3 py-2.5">
        <b className="font-semibold text-bad-ink">This panel did not load.</b> {error.message}
      </div>
      <div className="mt-3 flex items-center gap-2.5">
        <Button size="small" onClick={retry}>
          Retry
        </Button>
        {error instanceof ApiError ? (
          <code className="font-mono text-small text-ink-3">{error.problem.instance ?? error.kind}</code>
        ) : null}
      </div>
    </div>
  )
}

/** A grey stand-in of the final size; no shimmer, and not before 150 ms. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={cn('skeleton block rounded-[2px] bg-line', className)} />
}
