package app.feedtape.auth.password;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The passwords that are tried first, from {@code passwords/common.txt}, which names its source.
 */
@Component
class CommonPasswords {

    private final Set<String> known;

    CommonPasswords() {
        try {
            known =
                    new ClassPathResource("passwords/common.txt")
                            .getContentAsString(StandardCharsets.UTF_8)
                            .lines()
                            .filter(line -> !line.startsWith("# "))
                            .collect(Collectors.toUnmodifiableSet());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /**
     * Whether it is one of them.
     *
     * @param folded in lower case
     */
    boolean contains(String folded) {
        return known.contains(folded);
    }
}
