package io.millrace.inference.outcome;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Events about what became of inference requests.
 *
 * @param enabled whether they are appended to user-events, at most three a second for
 * each model and node. Default true
 */
@ConfigurationProperties("millrace.inference.outcome")
public record OutcomeProperties(@DefaultValue("true") boolean enabled) {

}
