-- When tts-service was last told that anybody may read this text; null for not yet, or never.
alter table article_text add column told_at timestamptz;
