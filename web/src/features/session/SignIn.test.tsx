import { cleanup, render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { SignIn } from './SignIn'

afterEach(cleanup)

function answer(status: number, body: unknown) {
  return vi
    .spyOn(globalThis, 'fetch')
    .mockResolvedValue(
      new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
    )
}

async function enter(email: string, password: string) {
  const user = userEvent.setup()
  if (email) await user.type(screen.getByLabelText('E-mail'), email)
  if (password) await user.type(screen.getByLabelText('Password'), password)
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
}

describe('signing in', () => {
  it('hands over the session', async () => {
    const session = { role: 'owner' }
    const fetch = answer(200, session)
    const onSignedIn = vi.fn()
    render(<SignIn onSignedIn={onSignedIn} />)
    await enter('erika@halden.example', 'secret')
    await vi.waitFor(() => expect(onSignedIn).toHaveBeenCalledWith(session))
    const [path, init] = fetch.mock.calls[0]!
    expect(path).toBe('/api/v1/session')
    expect(JSON.parse(String(init!.body))).toEqual({ email: 'erika@halden.example', password: 'secret' })
  })

  it('says what is missing before it asks', async () => {
    const fetch = answer(200, {})
    render(<SignIn onSignedIn={vi.fn()} />)
    await enter('', '')
    expect(await screen.findByText('Your e-mail address is missing.')).toBeDefined()
    expect(screen.getByLabelText('Password').getAttribute('aria-describedby')).toBe('password-error')
    expect(fetch).not.toHaveBeenCalled()
  })

  it('does not tell a wrong password from an unknown address', async () => {
    answer(401, { type: 'https://meterr.ai/problems/wrong-credentials', title: 'Wrong', status: 401 })
    const onSignedIn = vi.fn()
    render(<SignIn onSignedIn={onSignedIn} />)
    await enter('erika@halden.example', 'wrong')
    expect((await screen.findByRole('alert')).textContent).toBe('This address and password do not fit.')
    expect(onSignedIn).not.toHaveBeenCalled()
  })

  it('says when Meterr cannot be reached', async () => {
    vi.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('network'))
    render(<SignIn onSignedIn={vi.fn()} />)
    await enter('erika@halden.example', 'secret')
    expect((await screen.findByRole('alert')).textContent).toContain('cannot be reached')
  })
})
