import { zodResolver } from '@hookform/resolvers/zod'
import { useForm } from 'react-hook-form'
import { z } from '@/lib/zod'
import { api, ApiError, type Session } from '@/api/client'
import { Logo } from '@/components/figures/icons'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'

/** The limits of the contract's `SignIn`. */
const credentials = z.object({
  email: z
    .string()
    .trim()
    .min(1, 'Your e-mail address is missing.')
    .max(254, 'That is too long for an address.'),
  password: z.string().min(1, 'Your password is missing.').max(1024, 'That is too long for a password.'),
})

export function SignIn({ onSignedIn }: { onSignedIn: (session: Session) => void }) {
  const form = useForm({ resolver: zodResolver(credentials), defaultValues: { email: '', password: '' } })
  const { errors, isSubmitting } = form.formState
  const submit = form.handleSubmit(async (entered) => {
    try {
      onSignedIn(await api.signIn(entered))
    } catch (error) {
      form.setError('root', { message: explain(error) })
      form.setFocus('password')
    }
  })
  return (
    <main className="grid min-h-dvh place-items-center px-4 py-12">
      <div className="w-full max-w-[360px] rounded-b-m border border-t-2 border-line border-t-rule bg-surface px-6 pt-6 pb-7">
        <p className="flex items-end gap-2 text-[16px]/[18px] font-[650] tracking-[-0.02em]">
          <Logo />
          Meterr
        </p>
        <h1 className="mt-6 mb-4 text-page tracking-[-0.018em]">Sign in</h1>
        <form noValidate onSubmit={(event) => void submit(event)} className="grid gap-4">
          <Field id="email" label="E-mail" error={errors.email?.message}>
            <Input
              id="email"
              type="email"
              autoComplete="username"
              aria-invalid={errors.email ? true : undefined}
              aria-describedby={errors.email ? 'email-error' : undefined}
              {...form.register('email')}
            />
          </Field>
          <Field id="password" label="Password" error={errors.password?.message}>
            <Input
              id="password"
              type="password"
              autoComplete="current-password"
              aria-invalid={errors.password ? true : undefined}
              aria-describedby={errors.password ? 'password-error' : undefined}
              {...form.register('password')}
            />
          </Field>
          {errors.root ? (
            <p role="alert" className="rounded-r-s border-l-3 border-bad bg-bad-soft px-3 py-2">
              {errors.root.message}
            </p>
          ) : null}
          <Button type="submit" variant="primary" size="large" disabled={isSubmitting}>
            {isSubmitting ? 'Signing in…' : 'Sign in'}
          </Button>
        </form>
      </div>
    </main>
  )
}

function Field({
  id,
  label,
  error,
  children,
}: {
  id: string
  label: string
  error: string | undefined
  children: React.ReactNode
}) {
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      {error ? (
        <p id={`${id}-error`} className="text-small text-bad-ink">
          {error}
        </p>
      ) : null}
    </div>
  )
}

function explain(error: unknown): string {
  if (!(error instanceof ApiError)) return 'Something went wrong here. Try again.'
  switch (error.kind) {
    case 'wrong-credentials':
      return 'This address and password do not fit.'
    case 'too-many-attempts':
      return 'Too many attempts. Wait a little, then try again.'
    case 'unreachable':
      return 'Meterr cannot be reached. Try again.'
    default:
      return error.message
  }
}
