-- Full-text search over what people wrote. Only the index is kept here, the words are in the rows themselves, and
-- triggers follow every way of writing them. `search_text` (main/replica/search-text.ts) is the app's; text in Latin
-- letters has no need of it. Marks on letters are folded (cafe finds café), and pictures count as words.
--
-- Why unicode61 and not trigram: trigram took three times as long to fill and twelve times the space, ranked slower,
-- and finds nothing shorter than three characters, which is most Chinese and Japanese words.
--
-- Rows are named by rowid. VACUUM INTO keeps rowids; a plain VACUUM may not: rebuild both indexes after one.

create view comments_words as
  select rowid,
    case when text glob '*[^ -ɏ]*' then search_text(text) else text end as text,
    case when author_name glob '*[^ -ɏ]*' then search_text(author_name) else author_name end as author_name,
    author_handle
  from comments;

create virtual table comments_search using fts5 (
  text, author_name, author_handle,
  content = 'comments_words', tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

create trigger comments_search_insert after insert on comments begin
  insert into comments_search (rowid, text, author_name, author_handle) values (new.rowid,
    case when new.text glob '*[^ -ɏ]*' then search_text(new.text) else new.text end,
    case when new.author_name glob '*[^ -ɏ]*' then search_text(new.author_name) else new.author_name end,
    new.author_handle);
end;

create trigger comments_search_delete after delete on comments begin
  insert into comments_search (comments_search, rowid, text, author_name, author_handle) values ('delete', old.rowid,
    case when old.text glob '*[^ -ɏ]*' then search_text(old.text) else old.text end,
    case when old.author_name glob '*[^ -ɏ]*' then search_text(old.author_name) else old.author_name end,
    old.author_handle);
end;

create trigger comments_search_update after update of text, author_name, author_handle on comments
when old.text is not new.text or old.author_name is not new.author_name or old.author_handle is not new.author_handle
begin
  insert into comments_search (comments_search, rowid, text, author_name, author_handle) values ('delete', old.rowid,
    case when old.text glob '*[^ -ɏ]*' then search_text(old.text) else old.text end,
    case when old.author_name glob '*[^ -ɏ]*' then search_text(old.author_name) else old.author_name end,
    old.author_handle);
  insert into comments_search (rowid, text, author_name, author_handle) values (new.rowid,
    case when new.text glob '*[^ -ɏ]*' then search_text(new.text) else new.text end,
    case when new.author_name glob '*[^ -ɏ]*' then search_text(new.author_name) else new.author_name end,
    new.author_handle);
end;

create view posts_words as
  select rowid, search_text(title) as title, search_text(caption) as caption, search_text(notes) as notes,
    search_text(hashtags) as hashtags
  from posts;

create virtual table posts_search using fts5 (
  title, caption, notes, hashtags,
  content = 'posts_words', tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co So'"
);

create trigger posts_search_insert after insert on posts begin
  insert into posts_search (rowid, title, caption, notes, hashtags) values
    (new.rowid, search_text(new.title), search_text(new.caption), search_text(new.notes), search_text(new.hashtags));
end;

create trigger posts_search_delete after delete on posts begin
  insert into posts_search (posts_search, rowid, title, caption, notes, hashtags) values ('delete', old.rowid,
    search_text(old.title), search_text(old.caption), search_text(old.notes), search_text(old.hashtags));
end;

create trigger posts_search_update after update of title, caption, notes, hashtags on posts
when old.title is not new.title or old.caption is not new.caption or old.notes is not new.notes
  or old.hashtags is not new.hashtags
begin
  insert into posts_search (posts_search, rowid, title, caption, notes, hashtags) values ('delete', old.rowid,
    search_text(old.title), search_text(old.caption), search_text(old.notes), search_text(old.hashtags));
  insert into posts_search (rowid, title, caption, notes, hashtags) values
    (new.rowid, search_text(new.title), search_text(new.caption), search_text(new.notes), search_text(new.hashtags));
end;

insert into comments_search (comments_search) values ('rebuild');
insert into posts_search (posts_search) values ('rebuild');
