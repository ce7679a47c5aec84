import { Dialog as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export const Dialog = Primitive.Root
export const DialogTrigger = Primitive.Trigger
export const DialogClose = Primitive.Close
export const DialogTitle = Primitive.Title

export function DialogContent({ className, children, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Overlay className="fixed inset-0 z-30 bg-over" />
      <Primitive.Content
        aria-describedby={undefined}
        className={cn(
          'fixed top-[12vh] left-1/2 z-30 w-[min(460px,calc(100vw-32px))] -translate-x-1/2 rounded-m border border-line-strong bg-surface p-5 shadow-over outline-none',
          className,
        )}
        {...props}
      >
        {children}
      </Primitive.Content>
    </Primitive.Portal>
  )
}
