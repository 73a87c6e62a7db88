package app.feedtape.web.servlet;

import app.feedtape.web.problem.ErrorBody;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.request.RequestContext;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The envelope for what fails before an endpoint is found, such as a refused request line. */
@RestController
@PublicEndpoint
final class ContainerErrorController implements ErrorController {

    @RequestMapping("${server.error.path:/error}")
    ResponseEntity<ErrorBody> error(HttpServletRequest request) {
        int status =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer code
                        ? code
                        : 404;
        ErrorCode code =
                switch (status) {
                    case 404 -> ErrorCode.NOT_FOUND;
                    case 405 -> ErrorCode.METHOD_NOT_ALLOWED;
                    case 413 -> ErrorCode.PAYLOAD_TOO_LARGE;
                    case 414 -> ErrorCode.URI_TOO_LONG;
                    case 431 -> ErrorCode.HEADERS_TOO_LARGE;
                    default ->
                            status < 500 ? ErrorCode.MALFORMED_REQUEST : ErrorCode.INTERNAL_ERROR;
                };
        String requestId =
                request.getAttribute(RequestContextFilter.ATTRIBUTE) instanceof RequestContext known
                        ? known.requestId()
                        : RequestContext.current().requestId();
        return ResponseEntity.status(code.status())
                .contentType(MediaType.APPLICATION_JSON)
                .body(ErrorBody.of(code.because("The request cannot be answered."), requestId));
    }
}
