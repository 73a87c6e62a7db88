package app.feedtape.auth.identity;

import org.jspecify.annotations.Nullable;

/**
 * What a provider says about the person who came back from it.
 *
 * @param subject the provider's own unchanging id of the person, the only thing they are known by
 * @param email as the provider writes it
 * @param emailVerified whether the provider has checked that the address is theirs
 * @param name at most 100 characters of plain text
 * @param hidden whether the address is a provider's forwarding address and not the person's own
 * @param refreshToken the provider's, when it has to be given back one day
 */
record ProvenIdentity(
        String provider,
        String subject,
        @Nullable String email,
        boolean emailVerified,
        @Nullable String name,
        boolean hidden,
        @Nullable String refreshToken) {

    private static final int LONGEST_NAME = 100;

    ProvenIdentity {
        name = name == null ? null : plain(name);
        hidden = hidden || IdToken.isRelay(email);
    }

    private static @Nullable String plain(String written) {
        String text = written.replaceAll("\\p{Cntrl}|\\p{Cs}", " ").strip();
        if (text.isEmpty()) {
            return null;
        }
        int length = text.codePointCount(0, text.length());
        return text.substring(0, text.offsetByCodePoints(0, Math.min(length, LONGEST_NAME)))
                .strip();
    }

    @Override
    public String toString() {
        return "ProvenIdentity[" + provider + "]";
    }
}
