package app.feedtape.auth.account;

import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.AccountFact.ListenerSettings;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A person's record as it stands. */
public record Account(
        UUID id,
        long version,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        Status status,
        Role role,
        ListenerSettings settings,
        Instant createdAt,
        Instant changedAt) {

    /** Whether the person may act. */
    public enum Status {
        ACTIVE,
        SUSPENDED,
        DELETED;

        String column() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The {@code roles} claim of this person's tokens. */
    public List<String> roles() {
        return role.claim();
    }

    public boolean isActive() {
        return status == Status.ACTIVE;
    }

    AccountChanged fact() {
        return new AccountChanged(
                id,
                version,
                email,
                emailVerified,
                name,
                status.column(),
                roles(),
                settings,
                createdAt,
                changedAt);
    }

    @Override
    public String toString() {
        return "Account[" + id + "]";
    }
}
