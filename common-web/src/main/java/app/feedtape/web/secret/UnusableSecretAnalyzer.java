package app.feedtape.web.secret;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says an unusable secret in one line instead of a stack trace. */
final class UnusableSecretAnalyzer extends AbstractFailureAnalyzer<UnusableSecret> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, UnusableSecret cause) {
        return new FailureAnalysis(
                String.valueOf(cause.getMessage()),
                "Set " + cause.variable() + " as docs/configuration.md says and start again.",
                cause);
    }
}
