package app.feedtape.tts;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.catalina.Context;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.jspecify.annotations.Nullable;

/** Stands before the provider's list of voices and answers in its place when told to. */
final class VoiceList extends HttpFilter {

    private record Answer(int status, String body) {}

    private transient volatile @Nullable Answer answer;

    void installIn(Context context) {
        FilterDef definition = new FilterDef();
        definition.setFilterName("voices");
        definition.setFilter(this);
        context.addFilterDef(definition);
        FilterMap mapping = new FilterMap();
        mapping.setFilterName("voices");
        mapping.addURLPattern("/polly/v1/voices");
        context.addFilterMap(mapping);
    }

    void answer(int status, String body) {
        answer = new Answer(status, body);
    }

    void asItIs() {
        answer = null;
    }

    @Override
    protected void doFilter(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Answer instead = answer;
        if (instead == null) {
            chain.doFilter((ServletRequest) request, (ServletResponse) response);
            return;
        }
        response.setStatus(instead.status());
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.getWriter().write(instead.body());
    }
}
