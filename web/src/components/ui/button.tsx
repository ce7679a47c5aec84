import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { cn } from '@/lib/cn'

const button = cva(
  'inline-flex items-center justify-center gap-[7px] whitespace-nowrap rounded-s border font-medium disabled:opacity-50',
  {
    variants: {
      variant: {
        outline: 'border-line-strong bg-surface hover:bg-hover',
        primary: 'border-accent bg-accent text-on-accent hover:brightness-110',
        control: 'border-line bg-surface font-normal hover:bg-hover data-[state=open]:border-line-strong',
        ghost: 'border-transparent hover:bg-hover',
      },
      size: {
        control: 'h-9 px-2.5 lg:h-[30px] lg:px-[9px]',
        small: 'h-[30px] px-[9px] text-small lg:h-[26px]',
        large: 'h-9 px-4',
      },
    },
    defaultVariants: { variant: 'outline', size: 'control' },
  },
)

export function Button({
  className,
  variant,
  size,
  type = 'button',
  ...props
}: ComponentProps<'button'> & VariantProps<typeof button>) {
  return <button type={type} className={cn(button({ variant, size }), className)} {...props} />
}
