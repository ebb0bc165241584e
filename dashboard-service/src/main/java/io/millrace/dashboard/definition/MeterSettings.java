package io.millrace.dashboard.definition;

import io.millrace.common.settings.SettingsKind;
import lombok.RequiredArgsConstructor;

/**
 * Meters among the settings.
 */
@RequiredArgsConstructor
final class MeterSettings implements SettingsKind {

	private final Meters meters;

	@Override
	public String prefix() {
		return "meter/";
	}

	@Override
	public void put(String name, byte[] value, long version) {
		this.meters.put(MeterJson.read(value, name), version);
	}

	@Override
	public void remove(String name) {
		this.meters.remove(name);
	}

}
