import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type InstagramDouble, startInstagram } from '../../../shared/connectors/instagram/double.ts';
import { BY_FACEBOOK } from '../../../shared/kinds/index.ts';
import { createWorld, type World } from '../../publisher/testing.ts';

let world: World;
let person: string;
let instagram: InstagramDouble;
beforeAll(async () => {
  instagram = await startInstagram();
  world = await createWorld({
    env: instagram.facebook.env,
  });
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  await instagram?.close();
});
const alone = { id: '71', name: 'Harbour Choir', instagram: null };
const bakery = () => ({ id: '72', name: 'Harbour Bakery', instagram: instagram.user });
const cafe = {
  id: '73',
  name: 'Café',
  instagram: { id: '17841400000000002', username: 'cafe<1>', name: 'Café' },
};
beforeEach(() => {
  instagram.facebook.settings.declined = [];
  instagram.facebook.settings.pages = [alone, bakery()];
});

type Begin = { brand?: string; id?: string; again?: boolean; allow?: boolean };
async function signIn({ brand, id = uuidv7(), again = false, allow = true }: Begin = {}) {
  const body = {
    id,
    brand_id: brand ?? (await world.brand(person)),
    platform: 'instagram',
    service_url: again ? null : BY_FACEBOOK,
    again,
  };
  const begun = await world.request(person, 'POST', '/api/connections/browser', body);
  const { pathname, search } = new URL(await instagram.signIn(begun.json().url, allow));
  const page = await world.app.inject({ method: 'GET', url: `${pathname}${search}` });
  return { id, page, state: await stateOf(id) };
}
const stateOf = async (id: string) =>
  (await world.request(person, 'GET', `/api/connections/browser/${id}`)).json();
const rowOf = (id: string) =>
  world.system((tx) =>
    tx.one(sql`
      select handle, remote_account_id, service_url, limits, status from app.connections where id = ${id}`),
  );
const choose = (page: string, account: string) =>
  world.app.inject({
    method: 'POST',
    url: '/connect/choose',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({
      state: /name="state" value="([^"]+)"/.exec(page)?.[1] ?? '',
      account,
    }).toString(),
  });

it('the account of a page is connected and may delete; again it is the same, wherever it stands in the list', async () => {
  const brand = await world.brand(person);
  const { id, page } = await signIn({ brand });
  expect(page.statusCode).toBe(200);
  const row = {
    handle: '@harbourbakery',
    remote_account_id: instagram.user.id,
    service_url: BY_FACEBOOK,
    limits: { deletes: true },
    status: 'connected',
  };
  expect(await rowOf(id)).toEqual(row);
  const health = (await world.request(person, 'GET', `/api/connections/${id}/health`)).json();
  expect(health).toMatchObject({ expires_at: null, renews: false });
  expect(health.granted).toEqual(expect.arrayContaining(health.needed));
  instagram.facebook.settings.pages = [cafe, alone, bakery()];
  instagram.facebook.settings.declined = ['instagram_manage_contents'];
  expect((await signIn({ brand, id, again: true })).state).toMatchObject({ state: 'connected' });
  expect(await rowOf(id)).toEqual({ ...row, limits: null });
});

it('of several accounts a person chooses one, once, and the next time one of the rest', async () => {
  const brand = await world.brand(person);
  instagram.facebook.settings.pages = [bakery(), alone, cafe];
  const { id, page, state } = await signIn({ brand });
  expect(state).toMatchObject({ state: 'waiting' });
  expect(await rowOf(id)).toBeUndefined();
  expect(page.body).toContain('@harbourbakery');
  expect(page.body).toContain('@cafe&lt;1&gt;');
  const chosen = await choose(page.body, cafe.instagram.id);
  expect(chosen.statusCode).toBe(200);
  expect(await stateOf(id)).toMatchObject({ state: 'connected' });
  expect(await rowOf(id)).toMatchObject({ handle: '@cafe<1>' });
  expect((await choose(page.body, instagram.user.id)).statusCode).toBe(410);

  const second = await signIn({ brand });
  expect(await rowOf(second.id)).toMatchObject({ handle: '@harbourbakery' });
  expect((await signIn({ brand })).state).toMatchObject({ state: 'failed', code: 'already_connected' });
});

it('an account that was not offered cannot be chosen', async () => {
  instagram.facebook.settings.pages = [bakery(), cafe];
  const { id, page } = await signIn();
  expect((await choose(page.body, '17841400000000099')).statusCode).toBe(404);
  expect(await stateOf(id)).toMatchObject({ state: 'failed', code: 'not_found' });
  expect(await rowOf(id)).toBeUndefined();
});

it('what stands in the way is said', async () => {
  instagram.facebook.settings.pages = [];
  expect((await signIn()).state).toMatchObject({ state: 'failed', code: 'facebook_no_page' });
  instagram.facebook.settings.pages = [alone];
  const page = await signIn();
  expect(page.state).toMatchObject({ state: 'failed', code: 'facebook_page_alone' });
  expect(page.state.message).toContain('Harbour Choir');
  instagram.facebook.settings.pages = [bakery()];
  instagram.facebook.settings.declined = ['instagram_content_publish'];
  const declined = await signIn();
  expect(declined.state).toMatchObject({ state: 'failed', code: 'permission_missing' });
  expect(declined.state.message).toContain('instagram_content_publish');
  expect((await signIn({ allow: false })).state).toMatchObject({ state: 'failed', code: 'access_denied' });
});

it('a login that is not configured is not begun', async () => {
  const body = {
    id: uuidv7(),
    brand_id: await world.brand(person),
    platform: 'instagram',
    service_url: null,
  };
  const begun = await world.request(person, 'POST', '/api/connections/browser', body);
  expect(begun.json()).toMatchObject({ code: 'platform_off' });
});
