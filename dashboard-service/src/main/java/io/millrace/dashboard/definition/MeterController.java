package io.millrace.dashboard.definition;

import io.millrace.common.settings.SettingsWriter;
import io.millrace.dashboard.declaration.LoadedDefinitions;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Meters over REST.
 */
@RestController
@RequestMapping("/v1/meters")
final class MeterController extends DefinitionController<Meter> {

	MeterController(LoadedDefinitions<Meter> meters, SettingsWriter meterWriter) {
		super(meters, meterWriter);
	}

}
