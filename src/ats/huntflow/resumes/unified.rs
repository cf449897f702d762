//! A resume in Huntflow's uniform format for all job boards. All fields are optional.

use crate::api::endpoint::{payloads, words};
use serde_json::Value;
use std::collections::BTreeMap;

words! {
    /// Precision of a date.
    Precision {
        /// The year.
        Year = "year",
        /// The month.
        Month = "month",
        /// The day.
        Day = "day",
    }
}

payloads! {
    /// A resume.
    Unified {
        /// Name, birthday and a short text.
        personal_info: Option<PersonalInfo>,
        /// Address at the job site.
        source_url: Option<String>,
        /// Heading.
        position: Option<String>,
        /// Fields of work.
        specialization: Vec<Specialization>,
        /// Skills.
        skill_set: Vec<String>,
        /// Gender.
        gender: Option<Entity>,
        /// Places of work.
        experience: Vec<Experience>,
        /// Education.
        education: Option<Education>,
        /// Certificates.
        certificate: Vec<Certificate>,
        /// Portfolio pictures.
        portfolio: Vec<Photo>,
        /// Contacts.
        contact: Vec<Contact>,
        /// Place of residence.
        area: Option<Area>,
        /// Willingness to relocate.
        relocation: Option<Relocation>,
        /// Citizenships.
        citizenship: Vec<Entity>,
        /// Work permits.
        work_permit: Vec<Entity>,
        /// Languages.
        language: Vec<Language>,
        /// Desired salary.
        wanted_salary: Option<Salary>,
        /// Work schedules.
        work_schedule: Vec<Entity>,
        /// Willingness to travel.
        business_trip_readiness: Option<Entity>,
        /// Recommendations.
        recommendations: Vec<Recommendation>,
        /// Whether they have a car.
        has_vehicle: Option<bool>,
        /// Driver's licences.
        driver_license_types: Vec<String>,
        /// Military service.
        military: Vec<Military>,
        /// Ratings in social networks.
        social_ratings: Vec<SocialRating>,
        /// Photos.
        photos: Vec<SimplePhoto>,
        /// Further information.
        additionals: Vec<Additional>,
        /// Desired place of work.
        wanted_place_of_work: Option<String>,
        /// Time of the last update at the job site.
        updated_on_source: Option<PartialDate>,
        /// Accepted travel time.
        travel_time: Option<Entity>,
    }

    /// A term with ids at Huntflow and at a job site.
    Entity {
        /// Its id at Huntflow: a number or a text.
        id: Option<Value>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// Its name.
        name: Option<String>,
    }

    /// A field of work.
    Specialization {
        /// Its id at Huntflow.
        id: Option<Value>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Id of the superordinate field.
        profarea_id: Option<String>,
        /// Id of the superordinate field at the job site.
        external_profarea_id: Option<String>,
        /// Name of the superordinate field, spelled as in the reference.
        prefarea_name: Option<String>,
    }

    /// A language.
    Language {
        /// Its id at Huntflow.
        id: Option<Value>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Level.
        level: Option<Entity>,
    }

    /// A date of limited precision.
    PartialDate {
        /// Year.
        year: Option<i32>,
        /// Month, from 1.
        month: Option<u32>,
        /// Day, from 1.
        day: Option<u32>,
        /// Precision.
        precision: Option<Precision>,
    }

    /// Personal information.
    PersonalInfo {
        /// Picture.
        photo: Option<Photo>,
        /// Given name.
        first_name: Option<String>,
        /// Middle name.
        middle_name: Option<String>,
        /// Family name.
        last_name: Option<String>,
        /// Birthday.
        birth_date: Option<PartialDate>,
        /// Short text about the person.
        text_block: Option<TextBlock>,
    }

    /// A picture.
    SimplePhoto {
        /// Its address.
        url: Option<String>,
        /// Address of the original.
        original: Option<String>,
    }

    /// A text with a heading.
    TextBlock {
        /// Heading.
        header: Option<String>,
        /// Text.
        body: Option<String>,
    }

    /// A skill.
    Skill {
        /// Its name.
        title: Option<String>,
    }

    /// A place of work.
    Experience {
        /// Position.
        position: Option<String>,
        /// Start.
        date_from: Option<PartialDate>,
        /// End.
        date_to: Option<PartialDate>,
        /// Employer.
        company: Option<String>,
        /// Web address of the employer.
        url: Option<String>,
        /// Location.
        area: Option<Area>,
        /// Industries.
        industries: Vec<Entity>,
        /// Description.
        description: Option<String>,
        /// Skills.
        skills: Vec<Skill>,
    }

    /// Education.
    Education {
        /// Its level.
        level: Option<Entity>,
        /// Universities.
        higher: Vec<Studies>,
        /// Vocational schools.
        vocational: Vec<Studies>,
        /// Schools.
        elementary: Vec<School>,
        /// Courses.
        additional: Vec<Course>,
        /// Examinations.
        attestation: Vec<Attestation>,
    }

    /// A school.
    School {
        /// Its name.
        name: Option<String>,
        /// Description.
        description: Option<String>,
        /// Start.
        date_from: Option<PartialDate>,
        /// End.
        date_to: Option<PartialDate>,
        /// Location.
        area: Option<Area>,
    }

    /// Studies.
    Studies {
        /// Name of the school.
        name: Option<String>,
        /// Description.
        description: Option<String>,
        /// Start.
        date_from: Option<PartialDate>,
        /// End.
        date_to: Option<PartialDate>,
        /// Location.
        area: Option<Area>,
        /// The faculty.
        faculty: Option<String>,
        /// Form: full-time, evening, correspondence.
        form: Option<Entity>,
    }

    /// A course.
    Course {
        /// Its name.
        name: Option<String>,
        /// Description.
        description: Option<String>,
        /// Start.
        date_from: Option<PartialDate>,
        /// End.
        date_to: Option<PartialDate>,
        /// Location.
        area: Option<Area>,
        /// Result.
        result: Option<String>,
    }

    /// An examination.
    Attestation {
        /// Time.
        date: Option<PartialDate>,
        /// Its name.
        name: Option<String>,
        /// Examining organisation.
        organization: Option<String>,
        /// Description.
        description: Option<String>,
        /// Result.
        result: Option<String>,
    }

    /// A certificate.
    Certificate {
        /// Its name.
        name: Option<String>,
        /// The respondent.
        organization: Option<String>,
        /// Description.
        description: Option<String>,
        /// Web address.
        url: Option<String>,
        /// Location.
        area: Option<Area>,
        /// Time.
        date: Option<PartialDate>,
    }

    /// A portfolio picture.
    Portfolio {
        /// Address of a small version.
        small: Option<String>,
        /// Address of a large version.
        large: Option<String>,
        /// Description.
        description: Option<String>,
    }

    /// A contact.
    Contact {
        /// Type.
        r#type: Option<Entity>,
        /// Number, address or name.
        value: Option<String>,
        /// Whether it is preferred.
        preferred: Option<bool>,
        /// Parts of a telephone number.
        full_value: Option<PhoneNumber>,
    }

    /// A telephone number in parts.
    PhoneNumber {
        /// Country code.
        country: Option<String>,
        /// Area code.
        city: Option<String>,
        /// The rest.
        number: Option<String>,
        /// The number formatted for display.
        formatted: Option<String>,
    }

    /// A place.
    Area {
        /// Country.
        country: Option<Entity>,
        /// City.
        city: Option<Entity>,
        /// Underground station.
        metro: Option<Entity>,
        /// Address.
        address: Option<String>,
        /// Latitude, degrees.
        lat: Option<f64>,
        /// Longitude, degrees.
        lng: Option<f64>,
    }

    /// Willingness to relocate.
    Relocation {
        /// Degree of willingness.
        r#type: Option<Entity>,
        /// Destinations.
        area: Vec<Area>,
    }

    /// A salary.
    Salary {
        /// Amount.
        amount: Option<f64>,
        /// Currency.
        currency: Option<String>,
    }

    /// A recommendation.
    Recommendation {
        /// Text.
        value: Option<String>,
        /// Time.
        date: Option<PartialDate>,
        /// Name of the recommender.
        name: Option<String>,
        /// Their occupation.
        position: Option<String>,
        /// Their employer.
        organization: Option<String>,
        /// Contacts.
        contact: Option<String>,
    }

    /// Military service.
    Military {
        /// Start.
        date_from: Option<PartialDate>,
        /// End.
        date_to: Option<PartialDate>,
        /// Location.
        area: Option<Area>,
        /// Unit, in an undocumented form.
        unit: BTreeMap<String, Value>,
    }

    /// Rating in a social network.
    SocialRating {
        /// The network.
        kind: Option<String>,
        /// Statistics, in the network's format.
        stats: Option<Value>,
        /// Topics.
        tags: Vec<String>,
        /// Address of the profile.
        url: Option<String>,
        /// User name.
        login: Option<String>,
        /// Time of registration, ISO 8601.
        registered_at: Option<String>,
    }

    /// A photo.
    Photo {
        /// Address of a small version.
        small: Option<String>,
        /// Address of a medium version.
        medium: Option<String>,
        /// Address of a large version.
        large: Option<String>,
        /// Its id at the job site.
        external_id: Option<String>,
        /// Description.
        description: Option<String>,
        /// Address of the original.
        source: Option<String>,
        /// Its id at Huntflow.
        id: Option<u64>,
    }

    /// Further information.
    Additional {
        /// Name.
        name: Option<String>,
        /// Description.
        description: Option<String>,
    }
}
