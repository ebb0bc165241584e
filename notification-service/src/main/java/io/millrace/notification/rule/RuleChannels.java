package io.millrace.notification.rule;

import io.millrace.notification.channel.Channels;
import lombok.RequiredArgsConstructor;

/**
 * Refuses rules that want to send where nothing is set up. Rules that are in force
 * already are not looked at again: what is missing for one of them now is told by traces.
 */
@RequiredArgsConstructor
final class RuleChannels {

	private final Channels channels;

	/**
	 * @return the rule
	 * @throws IllegalArgumentException with the rule's name and what is missing
	 */
	Rule check(Rule rule) {
		for (String channel : rule.channels()) {
			String fault = this.channels.fault(channel);
			if (fault != null) {
				throw Rule.fault(rule.name(), "channels", fault);
			}
		}
		return rule;
	}

}
