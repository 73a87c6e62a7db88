package app.feedtape.auth.secondfactor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TotpSecretTest {

    private static final TotpSecret RFC =
            new TotpSecret("12345678901234567890".getBytes(StandardCharsets.US_ASCII));

    /** RFC 6238, appendix B, the last six of its eight digits. */
    @ParameterizedTest
    @CsvSource({
        "59,287082",
        "1111111109,081804",
        "1111111111,050471",
        "1234567890,005924",
        "2000000000,279037",
        "20000000000,353130"
    })
    void codesAreThoseOfTheStandard(long seconds, String code) {
        assertThat(RFC.code(seconds / 30)).isEqualTo(code);
    }

    @Test
    void theSecretIsWrittenAsTheStandardSays() {
        assertThat(RFC.base32()).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assertThat(new TotpSecret("foobar".getBytes(StandardCharsets.US_ASCII)).base32())
                .isEqualTo("MZXW6YTBOI");
        assertThat(RFC.uri("ada+x@example.org"))
                .isEqualTo(
                        "otpauth://totp/FeedTape:ada%2Bx%40example.org?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
                                + "&issuer=FeedTape&algorithm=SHA1&digits=6&period=30");
        assertThat(RFC.toString()).doesNotContain("1234");
    }

    @Test
    void aStepAndItsNeighboursMatchUnlessAsLateAOneWasUsed() {
        long now = 55_555_555;
        for (int away = -3; away <= 3; away++) {
            OptionalLong expected =
                    Math.abs(away) <= 1 ? OptionalLong.of(now + away) : OptionalLong.empty();
            assertThat(RFC.match(RFC.code(now + away), now, 0)).isEqualTo(expected);
        }
        assertThat(RFC.match(RFC.code(now - 1), now, now)).isEmpty();
        assertThat(RFC.match(RFC.code(now), now, now)).isEmpty();
        assertThat(RFC.match(RFC.code(now + 1), now, now)).hasValue(now + 1);
    }

    @Test
    void theQrCodeIsAPngThatReadsAsTheAddress() throws Exception {
        String uri = RFC.uri("ada@example.org");
        String data = QrCode.dataUri(uri);
        assertThat(data).startsWith("data:image/png;base64,");
        byte[] png = Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        int[] pixels =
                image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
        LuminanceSource source =
                new RGBLuminanceSource(image.getWidth(), image.getHeight(), pixels);
        assertThat(
                        new QRCodeReader()
                                .decode(new BinaryBitmap(new HybridBinarizer(source)))
                                .getText())
                .isEqualTo(uri);
    }

    @Test
    void recoveryCodesAreReadHoweverTheyAreTyped() {
        RecoveryCode code = RecoveryCode.makeAll().getFirst();
        String shown = code.shown();
        assertThat(shown).matches("([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}");
        assertThat(RecoveryCode.parse(shown.toLowerCase(java.util.Locale.ROOT))).hasValue(code);
        assertThat(RecoveryCode.parse(" " + shown.replace("-", " ") + "\n")).hasValue(code);
        assertThat(RecoveryCode.parse("0o1l-IO00-0000")).hasValue(new RecoveryCode("001110000000"));
        assertThat(RecoveryCode.parse("0000-0000-000")).isEmpty();
        assertThat(RecoveryCode.parse("0000-0000-000U")).isEmpty();
        assertThat(RecoveryCode.parse("-".repeat(65))).isEmpty();
        assertThat(RecoveryCode.makeAll()).hasSize(10).doesNotHaveDuplicates();
    }
}
