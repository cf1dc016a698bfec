/**
 * Every table of the systems people come from that belongs to a capability which is all here, by the capability. One that
 * is finished later gets its line with it; docs/coverage.csv then has to say where each of these is.
 */
export const FINISHED: Record<string, readonly string[]> = {
  A1: [
    ...['000,profiles', '000,users', '001,users', '001,user_sessions', '002,sessions', '002,users'],
    ...['003,users', '004,users'],
  ],
  A2: ['001,organizations', '001,locations', '001,user_memberships'],
  B1: ['000,user_profiles', '003,user_profiles', '003,user_personal_brand', '003,user_styleguides'],
  B2: ['000,content_pillars'],
  B3: ['000,custom_hooks'],
  B4: ['000,offer_analyses'],
  B5: ['000,smart_feeds'],
  B6: ['003,brand_assets'],
  B7: ['003,instagram_captions'],
  C1: ['000,content_posts', '000,user_posts'],
  C3: ['000,posting_schedules'],
  C4: ['004,scheduled_posts'],
  C5: [
    ...['003,feed_layouts', '003,feed_posts', '003,feed_strategy', '003,instagram_bios'],
    ...['003,instagram_highlights', '003,carousel_posts'],
  ],
  C6: ['003,content_calendars'],
  C9: ['003,weekly_journal', '003,daily_captures'],
  D1: ['000,migration_status'],
  E1: [
    ...['000,platform_connections', '001,platform_connections', '001,oauth_state_tokens'],
    ...['002,youtube_oauth_tokens', '003,instagram_connections', '004,social_accounts'],
  ],
  E2: ['000,inngest_scheduled_jobs', '004,post_runs'],
};
