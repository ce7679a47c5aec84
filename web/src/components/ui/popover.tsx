import { Popover as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export const Popover = Primitive.Root
export const PopoverTrigger = Primitive.Trigger
export const PopoverClose = Primitive.Close

export function PopoverContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        align="start"
        sideOffset={6}
        collisionPadding={12}
        className={cn(
          'z-40 max-h-[80vh] overflow-auto rounded-m border border-line-strong bg-surface p-3 shadow-over outline-none',
          className,
        )}
        {...props}
      />
    </Primitive.Portal>
  )
}
