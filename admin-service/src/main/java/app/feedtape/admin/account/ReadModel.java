package app.feedtape.admin.account;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.ArticleFact;
import app.feedtape.events.AuditFact;
import app.feedtape.events.EntitlementFact.EntitlementChanged;
import app.feedtape.events.EntitlementFact.Heartbeat;
import app.feedtape.events.Fact;
import app.feedtape.events.FollowFact.FollowCountChanged;
import app.feedtape.events.JobFact;
import app.feedtape.events.KeyFact;
import app.feedtape.events.LimitFact;
import app.feedtape.events.NotificationFact;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PrivacyFact;
import app.feedtape.events.PublicTextFact;
import app.feedtape.events.SessionFact;
import app.feedtape.events.UsageFact.DayTotalled;
import app.feedtape.events.UsageFact.ThresholdReached;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.events.UsageFact.UsageRefunded;
import app.feedtape.events.VoiceFact;
import app.feedtape.messaging.privacy.ClosedAccounts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Folds facts into rows. Each statement is the whole rule: a row is replaced by a newer version of
 * itself, or by the same again, and by nothing else, so any order and any repetition of facts end
 * in the same rows. A row also carries the run in which it was last heard.
 */
@Component
class ReadModel {

    private static final String ACCOUNT =
            """
            insert into account (id, version, email, email_verified, name, status, roles, created_at, changed_at, run)
            values (:id, :version, :email, :verified, :name, :status, string_to_array(:roles, ','), :createdAt, :changedAt,
                (select last_value from read_model_run))
            on conflict (id) do update
            set version = excluded.version, email = excluded.email, email_verified = excluded.email_verified,
                name = excluded.name, status = excluded.status, roles = excluded.roles,
                created_at = excluded.created_at, changed_at = excluded.changed_at, run = excluded.run
            where account.version <= excluded.version
            """;

    private static final String PLAN =
            """
            insert into plan (name, version, display_name, characters_per_day, feeds, run)
            values (:name, :version, :displayName, :characters, :feeds,
                (select last_value from read_model_run))
            on conflict (name) do update
            set version = excluded.version, display_name = excluded.display_name,
                characters_per_day = excluded.characters_per_day, feeds = excluded.feeds, run = excluded.run
            where plan.version <= excluded.version
            """;

    private static final String ENTITLEMENT =
            """
            insert into entitlement (payer_id, version, plan, status, source, trial_ends_at, valid_until,
                characters_per_day, feeds, changed_at, run)
            values (:payer, :version, :plan, :status, :source, :trialEndsAt, :validUntil, :characters, :feeds, :changedAt,
                (select last_value from read_model_run))
            on conflict (payer_id) do update
            set version = excluded.version, plan = excluded.plan, status = excluded.status, source = excluded.source,
                trial_ends_at = excluded.trial_ends_at, valid_until = excluded.valid_until,
                characters_per_day = excluded.characters_per_day, feeds = excluded.feeds,
                changed_at = excluded.changed_at, run = excluded.run
            where entitlement.version <= excluded.version
            """;

    private static final String FOLLOWS =
            """
            insert into follow_count (account_id, version, follows, over_limit, run)
            values (:account, :version, :follows, :overLimit,
                (select last_value from read_model_run))
            on conflict (account_id) do update
            set version = excluded.version, follows = excluded.follows, over_limit = excluded.over_limit, run = excluded.run
            where follow_count.version <= excluded.version
            """;

    private static final String USAGE =
            """
            insert into usage_day (payer_id, day, version, characters, requests, run)
            values (:payer, :day, :version, :characters, :requests,
                (select last_value from read_model_run))
            on conflict (payer_id, day) do update
            set version = excluded.version, characters = excluded.characters, requests = excluded.requests, run = excluded.run
            where usage_day.version <= excluded.version
            """;

    private static final String BEGIN_RUN = "select nextval('read_model_run')";

    private static final List<String> TABLES =
            List.of("account", "plan", "entitlement", "follow_count", "usage_day");

    private final JdbcClient jdbc;
    private final ClosedAccounts closed;

    ReadModel(JdbcClient jdbc, ClosedAccounts closed) {
        this.jdbc = jdbc;
        this.closed = closed;
    }

    /**
     * Takes in a fact of any kind, in a transaction; those that leave no row here are passed over,
     * and so are those of accounts that are erased.
     */
    void take(Fact fact) {
        UUID subject = subject(fact);
        if (subject == null || !closed.isErased(subject)) {
            write(fact);
        }
    }

    /** The same while a topic is read again, many facts a second and none of them waiting. */
    void takeAgain(Fact fact) {
        UUID subject = subject(fact);
        if (subject == null || !closed.wasErased(subject)) {
            write(fact);
        }
    }

    private static @Nullable UUID subject(Fact fact) {
        return switch (fact) {
            case AccountChanged account -> account.accountId();
            case EntitlementChanged entitlement -> entitlement.payerId();
            case FollowCountChanged follows -> follows.accountId();
            case DayTotalled usage -> usage.payerId();
            default -> null;
        };
    }

    private void write(Fact fact) {
        switch (fact) {
            case AccountChanged account -> take(account);
            case PlanChanged plan -> take(plan);
            case EntitlementChanged entitlement -> take(entitlement);
            case FollowCountChanged follows -> take(follows);
            case DayTotalled usage -> take(usage);
            case Heartbeat _,
                    SessionFact _,
                    KeyFact _,
                    AuditFact _,
                    ArticleFact _,
                    LimitFact _,
                    UsageRecorded _,
                    UsageRefunded _,
                    ThresholdReached _,
                    JobFact _,
                    VoiceFact _,
                    PublicTextFact _,
                    NotificationFact _,
                    PrivacyFact _ -> {}
        }
    }

    private void take(AccountChanged fact) {
        jdbc.sql(ACCOUNT)
                .param("id", fact.accountId())
                .param("version", fact.version())
                .param("email", fact.email())
                .param("verified", fact.emailVerified())
                .param("name", fact.name())
                .param("status", fact.status())
                .param("roles", String.join(",", fact.roles()))
                .param("createdAt", time(fact.createdAt()))
                .param("changedAt", time(fact.changedAt()))
                .update();
    }

    private void take(PlanChanged fact) {
        jdbc.sql(PLAN)
                .param("name", fact.plan())
                .param("version", fact.version())
                .param("displayName", fact.displayName())
                .param("characters", fact.limits().charactersPerDay())
                .param("feeds", fact.limits().feeds())
                .update();
    }

    private void take(EntitlementChanged fact) {
        jdbc.sql(ENTITLEMENT)
                .param("payer", fact.payerId())
                .param("version", fact.version())
                .param("plan", fact.plan())
                .param("status", fact.status())
                .param("source", fact.source())
                .param("trialEndsAt", time(fact.trialEndsAt()))
                .param("validUntil", time(fact.validUntil()))
                .param("characters", fact.overrides().charactersPerDay())
                .param("feeds", fact.overrides().feeds())
                .param("changedAt", time(fact.changedAt()))
                .update();
    }

    private void take(FollowCountChanged fact) {
        jdbc.sql(FOLLOWS)
                .param("account", fact.accountId())
                .param("version", fact.version())
                .param("follows", fact.follows())
                .param("overLimit", fact.overLimit())
                .update();
    }

    private void take(DayTotalled fact) {
        jdbc.sql(USAGE)
                .param("payer", fact.payerId())
                .param("day", fact.day())
                .param("version", fact.version())
                .param("characters", fact.characters())
                .param("requests", fact.requests())
                .update();
    }

    /** From now on every row that is heard, by whichever instance, is marked with this run. */
    long beginRun() {
        return jdbc.sql(BEGIN_RUN).query(Long.class).single();
    }

    /** Removes the rows that nothing has said anything of since the run began; answers how many. */
    int forgetUnheard(long run) {
        return TABLES.stream()
                .mapToInt(table ->
                        jdbc.sql("delete from " + table + " where run < :run")
                                .param("run", run)
                                .update())
                .sum();
    }

    /** Rows of all tables together. */
    long count() {
        return TABLES.stream()
                .mapToLong(table ->
                        jdbc.sql("select count(*) from " + table).query(Long.class).single())
                .sum();
    }

    private static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
