import { DropdownMenu as Primitive } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

export const Menu = Primitive.Root
export const MenuTrigger = Primitive.Trigger
export const MenuRadioGroup = Primitive.RadioGroup

export function MenuContent({ className, ...props }: ComponentProps<typeof Primitive.Content>) {
  return (
    <Primitive.Portal>
      <Primitive.Content
        align="start"
        sideOffset={6}
        collisionPadding={12}
        className={cn(
          'z-40 min-w-44 rounded-m border border-line-strong bg-surface p-1 shadow-over outline-none',
          className,
        )}
        {...props}
      />
    </Primitive.Portal>
  )
}

const item =
  'flex cursor-pointer items-center gap-2 rounded-s px-2 py-1.5 outline-none data-highlighted:bg-hover lg:py-1'

export function MenuItem({ className, ...props }: ComponentProps<typeof Primitive.Item>) {
  return <Primitive.Item className={cn(item, className)} {...props} />
}

export function MenuRadioItem({ className, children, ...props }: ComponentProps<typeof Primitive.RadioItem>) {
  return (
    <Primitive.RadioItem className={cn(item, 'data-[state=checked]:font-semibold', className)} {...props}>
      <span className="grid w-3 place-items-center">
        <Primitive.ItemIndicator>
          <svg width="9" height="9" viewBox="0 0 9 9" aria-hidden="true">
            <path d="M1 4.5 3.500 7 8 1.500" fill="none" stroke="currentColor" strokeWidth="1.6" />
          </svg>
        </Primitive.ItemIndicator>
      </span>
      {children}
    </Primitive.RadioItem>
  )
}

export function MenuLabel({ className, ...props }: ComponentProps<typeof Primitive.Label>) {
  return <Primitive.Label className={cn('px-2 py-1 text-small text-ink-3', className)} {...props} />
}

export function MenuSeparator() {
  return <Primitive.Separator className="my-1 h-px bg-line" />
}
