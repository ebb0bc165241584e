package io.millrace.dashboard.page;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The page.
 *
 * @param ingestUrl where events are posted to, as people reach it, e.g.
 * {@code https://events.example.com}; shown in the command by which the first event is
 * posted. Default empty: port 8080 of the page's own host
 */
@ConfigurationProperties("millrace.dashboard.page")
public record PageProperties(@DefaultValue("") String ingestUrl) {

	public PageProperties {
		ingestUrl = ingestUrl.strip().replaceAll("/+$", "");
	}

}
