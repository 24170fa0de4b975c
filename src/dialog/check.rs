//! What can only be seen when all files are read: names that nothing bears, steps nobody reaches, texts that name what
//! nothing fills.

mod campaigns;
mod conditions;
mod names;
mod options;
mod places;
mod reach;
mod screens;
mod world;

use self::world::World;
use super::diagnostic::Diagnostic;
use super::load::Files;

/// Checks all files together and adds what it finds to their reports.
pub(super) fn check(files: &mut Files) {
    let found: Vec<Vec<Diagnostic>> = {
        let world = World::new(files);
        files.dialogs.iter().map(|file| if file.readable { of_dialog(file, &world) } else { Vec::new() }).collect()
    };
    let of_campaigns = campaigns::check(files);
    for (file, found) in files.dialogs.iter_mut().zip(found) {
        file.report.found.extend(found);
    }
    if let Some(file) = &mut files.campaigns {
        file.report.found.extend(of_campaigns);
    }
}

fn of_dialog(file: &super::load::source::DialogFile, world: &World) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for check in [
        names::check,
        options::check,
        conditions::check,
        reach::check,
        places::check,
        screens::check,
        campaigns::check_dialog,
    ] {
        check(file, world, &mut found);
    }
    found
}
