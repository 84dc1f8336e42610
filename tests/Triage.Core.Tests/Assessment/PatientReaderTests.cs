using Triage.Core.Assessment;

namespace Triage.Core.Tests.Assessment;

public sealed class PatientReaderTests
{
    private static PatientDescription Read(params (string Question, string Answer)[] exchanges)
    {
        var reader = new PatientReader();
        var id = 0;
        foreach (var (question, answer) in exchanges)
            reader.Read(++id, TurnFeatures.Read(TurnWord.Read(question.Split(' ')), TurnWord.Read(answer.Split(' '))));
        return reader.Current;
    }

    [Theory]
    [InlineData("", "c'est mon mari il a soixante-deux ans", 62 * 12)]
    [InlineData("", "mon fils de trois ans a de la fièvre", 36)]
    [InlineData("", "un bébé de 2 mois", 2)]
    [InlineData("quel âge a-t-il ?", "quatre-vingt-douze", 92 * 12)]
    [InlineData("quel âge avez-vous ?", "Cinquante-quatre ans.", 54 * 12)]
    [InlineData("elle a quel âge ?", "soixante et onze ans", 71 * 12)]
    [InlineData("quel âge ?", "un an", 12)]
    [InlineData("quel âge ?", "dix-huit mois", 18)]
    public void Read_Age_InMonths(string question, string answer, int months) => Assert.Equal(months, Read((question, answer)).AgeMonths);

    [Theory]
    [InlineData("il a ça depuis deux ans")]
    [InlineData("il y a trois ans il a fait un infarctus")]
    [InlineData("ça fait deux mois")]
    [InlineData("tous les six mois")]
    public void Read_Duration_IsNoAge(string answer) => Assert.Null(Read(("", answer)).AgeMonths);

    [Fact]
    public void Read_AgeOfSomeoneElse_LosesAgainstThePatients()
    {
        var patient = Read(("", "venez vite c'est mon mari il est tombé"), ("", "Mon fils est là, il a quinze ans, il descend. Il a soixante-deux ans, mon mari, il est cardiaque."));
        Assert.Equal(62 * 12, patient.AgeMonths);
        Assert.Equal(PatientSex.Male, patient.Sex);
        Assert.False(patient.CallerIsPatient);
    }

    [Theory]
    [InlineData("c'est ma mère elle est tombée", PatientSex.Female)]
    [InlineData("je suis enceinte de huit mois", PatientSex.Female)]
    [InlineData("c'est mon voisin", PatientSex.Male)]
    [InlineData("il est tombé il saigne", PatientSex.Male)]
    [InlineData("j'ai mal au ventre", PatientSex.Unknown)]
    public void Read_Sex_FromWords(string answer, PatientSex sex) => Assert.Equal(sex, Read(("", answer)).Sex);

    [Fact]
    public void Read_FirstPerson_CallerIsThePatient() => Assert.True(Read(("", "j'ai mal à la poitrine j'arrive plus à respirer")).CallerIsPatient);

    [Theory]
    [InlineData(1, PatientAge.Infant)]
    [InlineData(36, PatientAge.Child)]
    [InlineData(16 * 12, PatientAge.Adult)]
    [InlineData(75 * 12, PatientAge.Senior)]
    public void GroupOf_Months_Group(int months, PatientAge group) => Assert.Equal(group, PatientReader.GroupOf(months));
}
