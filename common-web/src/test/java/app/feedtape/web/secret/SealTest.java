package app.feedtape.web.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SealTest {

    private static final String FORMER = "owqbcFcizMOjPGvboSjO9/QMiZy22CxO7bT2GkoqAJk=";
    private static final String NEXT = "3qXh0K4mJt1m0sU9yq8Vb7cP2nF5wZxR6aGdLeTiYvA=";
    private static final byte[] VALUE = "a secret".getBytes(StandardCharsets.UTF_8);

    private static Seal seal(String configured) {
        return new Seal("A_SECRET", "feedtape tests", configured);
    }

    @Test
    void whatAFormerSecretSealedIsOpenedWhileItIsNamedAfterTheNextOne() {
        byte[] sealed = seal(FORMER).seal(VALUE, "x");
        Seal both = seal(NEXT + "," + FORMER);
        assertThat(both.open(sealed, "x")).isEqualTo(VALUE);
        assertThat(seal(NEXT).open(both.seal(VALUE, "x"), "x")).isEqualTo(VALUE);
        assertThat(both.derive("p")).isEqualTo(seal(NEXT).derive("p"));
        assertThatThrownBy(() -> seal(NEXT).open(sealed, "x")).isInstanceOf(UnusableSecret.class);
        assertThatThrownBy(() -> both.open(sealed, "y")).isInstanceOf(UnusableSecret.class);
    }

    @Test
    void aFormerSecretIsAsStrongAsAnyOther() {
        assertThatThrownBy(() -> seal(NEXT + ",weak")).isInstanceOf(UnusableSecret.class);
        assertThatThrownBy(() -> seal(NEXT + ",")).isInstanceOf(UnusableSecret.class);
    }
}
