using System.Diagnostics;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Triage.Core.Speech;
using Triage.Tests;

namespace Triage.Core.Tests.Speech;

[Properties(Arbitrary = [typeof(FrenchTextTests.Arbitraries)])]
public sealed class FrenchTextTests
{
    [Theory]
    // Case, letters, punctuation, spaces
    [InlineData("", "")]
    [InlineData(" \t\n ", "")]
    [InlineData("... ?!", "")]
    [InlineData("Bonjour, madame !", "bonjour madame")]
    [InlineData("ÉLODIE À L'HÔPITAL", "élodie à l hôpital")]
    [InlineData("e\u0301le\u0300ve garc\u0327on ai\u0302ne\u0301 nae\u0308l", "élève garçon aîné naël")]
    [InlineData("Sœur, nœud, cœur, Lætitia", "soeur noeud coeur laetitia")]
    [InlineData("soeur", "soeur")]
    [InlineData("Œdème", "oedème")]
    [InlineData("« Allô ? »", "allô")]
    [InlineData("oui…non", "oui non")]
    [InlineData("oui — non – peut-être", "oui non peut être")]
    [InlineData("il\u00A0tombe\u202Fencore\u2009là", "il tombe encore là")]
    [InlineData("inconscient\u00ADe", "inconsciente")]
    [InlineData("Magasins; réunis: inventaire (six)", "magasins réunis inventaire 6")]
    // Apostrophes and hyphens
    [InlineData("l'adresse", "l adresse")]
    [InlineData("l’adresse", "l adresse")]
    [InlineData("l adresse", "l adresse")]
    [InlineData("lʼadresse", "l adresse")]
    [InlineData("qu'il", "qu il")]
    [InlineData("Qu’est-ce qu’il y a ?", "qu est ce qu il y a")]
    [InlineData("est-ce que", "est ce que")]
    [InlineData("est ce que", "est ce que")]
    [InlineData("y a-t-il", "y a t il")]
    [InlineData("Y a‑t‑il", "y a t il")]
    [InlineData("aujourd'hui", "aujourd'hui")]
    [InlineData("Aujourd’hui", "aujourd'hui")]
    [InlineData("aujourd hui", "aujourd'hui")]
    [InlineData("quelqu'un", "quelqu un")]
    [InlineData("rez-de-chaussée", "rez de chaussée")]
    [InlineData("'oui'", "oui")]
    // Hesitations and words cut short
    [InlineData("euh je heu il hum voilà", "je il voilà")]
    [InlineData("Euuuh... heuuu, hmmm, mmm, pfff", "")]
    [InlineData("ben bah hein ah oh eh ouais", "ben bah ouais")]
    [InlineData("il m'a eu", "il m a eu")]
    [InlineData("5 mm", "5 mm")]
    [InlineData("j- je suis", "je suis")]
    [InlineData("un do- doli- DOLIPRANE?", "un doliprane")]
    [InlineData("p- j'ai", "j ai")]
    [InlineData("il é-, enfin", "il enfin")]
    [InlineData("qu'il était tom-", "qu il était")]
    [InlineData("oui - non", "oui non")]
    [InlineData("oui--non", "oui non")]
    // Cardinals
    [InlineData("zéro", "0")]
    [InlineData("un", "un")]
    [InlineData("1", "un")]
    [InlineData("une", "une")]
    [InlineData("deux", "2")]
    [InlineData("seize", "16")]
    [InlineData("dix-sept", "17")]
    [InlineData("dix sept", "17")]
    [InlineData("vingt et un", "21")]
    [InlineData("vingt-et-une", "21")]
    [InlineData("trente-neuf deux", "39 2")]
    [InlineData("39,2", "39 2")]
    [InlineData("39.2", "39 2")]
    [InlineData("39°2", "39 2")]
    [InlineData("soixante", "60")]
    [InlineData("soixante-dix", "70")]
    [InlineData("soixante et onze", "71")]
    [InlineData("soixante-dix-sept", "77")]
    [InlineData("septante", "70")]
    [InlineData("septante et un", "71")]
    [InlineData("quatre-vingts", "80")]
    [InlineData("quatre vingt", "80")]
    [InlineData("quatre-vingt-un", "81")]
    [InlineData("huitante-trois", "83")]
    [InlineData("octante", "80")]
    [InlineData("quatre-vingt-dix", "90")]
    [InlineData("quatre vingt onze", "91")]
    [InlineData("quatre-vingt-dix-neuf", "99")]
    [InlineData("nonante-neuf", "99")]
    [InlineData("cent", "100")]
    [InlineData("cent un", "101")]
    [InlineData("deux cent", "200")]
    [InlineData("deux cents", "200")]
    [InlineData("deux cent quatre-vingt-deux", "282")]
    [InlineData("quinze cents", "1500")]
    [InlineData("mille", "1000")]
    [InlineData("deux mille vingt-trois", "2023")]
    [InlineData("mille neuf cent quatre-vingt-neuf", "1989")]
    [InlineData("soixante-quinze mille onze", "75011")]
    [InlineData("neuf cent quatre-vingt-dix-neuf mille neuf cent quatre-vingt-dix-neuf", "999999")]
    [InlineData("39 mille deux cents", "39200")]
    [InlineData("39 000", "39000")]
    [InlineData("trois millions", "3 millions")]
    [InlineData("soixante euh dix", "70")]
    // Numbers beside numbers
    [InlineData("trente-deux trente-sept", "32 37")]
    [InlineData("zéro six douze quatre-vingt-quinze", "0 6 12 95")]
    [InlineData("06 12 95", "0 6 12 95")]
    [InlineData("0612957001", "0 6 12 95 70 0 un")]
    [InlineData("cent deux cents", "100 200")]
    [InlineData("mille deux mille", "1000 2000")]
    [InlineData("vingt-quatre vingt-deux", "24 22")]
    [InlineData("vingt quatre-vingts", "20 80")]
    [InlineData("quatre-vingt quatre-vingt", "80 80")]
    [InlineData("Un, deux, trois, quatre.", "un 2 3 4")]
    [InlineData("soixante, dix", "60 10")]
    [InlineData("20 et un", "20 et un")]
    [InlineData("30 2", "30 2")]
    [InlineData("vingt et quelques", "20 et quelques")]
    [InlineData("un mille", "un 1000")]
    [InlineData("007", "0 0 7")]
    [InlineData("0", "0")]
    [InlineData("12345678", "12345678")]
    // Ordinals, times, symbols
    [InlineData("1er", "premier")]
    [InlineData("1ʳᵉ 1ère 1re", "première première première")]
    [InlineData("2ème 2e 2ᵉ", "deuxième deuxième deuxième")]
    [InlineData("le 2nd", "le second")]
    [InlineData("deuxième étage", "deuxième étage")]
    [InlineData("vingt-deuxième", "20 deuxième")]
    [InlineData("les 3èmes", "les troisièmes")]
    [InlineData("10h30", "10 heures 30")]
    [InlineData("10 h 30", "10 heures 30")]
    [InlineData("dix heures trente", "10 heures 30")]
    [InlineData("1h", "une heure")]
    [InlineData("une heure", "une heure")]
    [InlineData("1 heure", "une heure")]
    [InlineData("0h30", "0 heure 30")]
    [InlineData("100 %", "100 pour 100")]
    [InlineData("cent pour cent", "100 pour 100")]
    [InlineData("15 €", "15 euros")]
    [InlineData("n° 15", "numéro 15")]
    [InlineData("39°", "39 degrés")]
    [InlineData("39 °C", "39 degrés")]
    [InlineData("P0", "p 0")]
    [InlineData("6-6", "6 6")]
    [InlineData("2e3", "2 e 3")]
    public void Words_OfText_AreCanonical(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', FrenchText.Words(text)));

    [Fact]
    public void Words_OfEveryCardinal_AreItsDigits()
    {
        for (var n = 0; n < 1_000_000; n = n < 2_100 ? n + 1 : n + 137)
        {
            var expected = n == 1 ? "un" : $"{n}";
            Assert.Equal([expected], FrenchText.Words(FrenchSpeller.Cardinal(n)));
            Assert.Equal([expected], FrenchText.Words($"{n}"));
        }
    }

    [Fact]
    public void Words_OfEveryOrdinal_AgreeInDigitsAndWords()
    {
        for (var n = 2; n <= 100; n++)
            Assert.Equal(FrenchText.Words(FrenchSpeller.Ordinal(n)), FrenchText.Words($"{n}e"));
    }

    [Property(MaxTest = 2000)]
    public bool Words_OfTheirOwnOutput_DoNotChange(Fragments fragments)
    {
        var words = FrenchText.Words(fragments.Text);
        return words.SequenceEqual(FrenchText.Words(string.Join(' ', words)));
    }

    [Property(MaxTest = 1000)]
    public bool Words_OfAnyString_AreIdempotentAndTotal(NonNull<string> text)
    {
        var words = FrenchText.Words(text.Get);
        return words.All(w => w.Length > 0) && words.SequenceEqual(FrenchText.Words(string.Join(' ', words)));
    }

    [Property(MaxTest = 500)]
    public bool Words_InCapitals_AreTheSame(Fragments fragments) =>
        FrenchText.Words(fragments.Text).SequenceEqual(FrenchText.Words(fragments.Text.ToUpperInvariant()));

    [Property(MaxTest = 500)]
    public bool Words_WithOtherWhitespace_AreTheSame(Fragments fragments, int choice)
    {
        var space = new[] { "\t", "\n", "\u00A0", "\u202F", "  ", " \r\n " }[(int)((uint)choice % 6)];
        return FrenchText.Words(fragments.Text).SequenceEqual(FrenchText.Words(space + fragments.Text.Replace(" ", space, StringComparison.Ordinal) + space));
    }

    [Property(MaxTest = 500)]
    public bool WordsWithSource_Ranges_AreInsideAndInOrder(Fragments fragments)
    {
        var words = FrenchText.WordsWithSource(fragments.Text);
        return words.All(w => w.Start >= 0 && w.Start < w.End && w.End <= fragments.Text.Length)
            && words.Zip(words.Skip(1)).All(p => p.First.Start <= p.Second.Start && (p.First.End <= p.Second.Start || p.First.Start == p.Second.Start));
    }

    [Fact]
    public void WordsWithSource_OfMergedWords_CoverTheWholeSource()
    {
        const string text = "L’âge : quatre-vingt euh cinq ans, au 22e, aujourd’hui à 10h30.";
        var quotes = FrenchText.WordsWithSource(text).Select(w => $"{w.Text}={text[w.Start..w.End]}");
        Assert.Equal(
            ["l=L", "âge=âge", "85=quatre-vingt euh cinq", "ans=ans", "au=au", "20=22e", "deuxième=22e", "aujourd'hui=aujourd’hui", "à=à",
             "10=10", "heures=h", "30=30"], quotes);
    }

    [Fact]
    public void NormalizedWord_Printed_HidesItsText() => Assert.DoesNotContain("secret", $"{FrenchText.WordsWithSource("secret")[0]}", StringComparison.Ordinal);

    [Fact]
    public void Words_OfReferenceCalls_StayStableAndFast()
    {
        var folder = TestPaths.InShared("audio", "simsamu-tts");
        var texts = Directory.GetFiles(folder, "*.jsonl").Where(f => !f.EndsWith("manifest.jsonl", StringComparison.Ordinal))
            .SelectMany(File.ReadLines).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("text").GetString()!).ToList();
        Assert.True(texts.Count > 400);
        foreach (var text in texts)
        {
            var words = FrenchText.Words(text);
            Assert.Equal(words, FrenchText.Words(string.Join(' ', words)));
            Assert.DoesNotContain(words, w => w is "heu" or "euh" or "hum" || w.Contains('-', StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Words_OfVeryLongText_TakeLinearTime()
    {
        // Ratio of two runs, not wall time: a quadratic step would show as about 16.
        var unit = string.Concat(Enumerable.Repeat("quatre-vingt-dix mille et j- quatre vingt, euh l'heure ", 2_000));
        var longer = unit + unit + unit + unit;
        FrenchText.Words(unit);
        var one = Time(unit);
        Assert.InRange(Time(longer) / one, 0, 12);

        static double Time(string text)
        {
            var best = double.MaxValue;
            for (var i = 0; i < 5; i++)
            {
                var start = Stopwatch.GetTimestamp();
                FrenchText.Words(text);
                best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
            return best;
        }
    }

    /// <summary>Text made of the pieces the rules speak about, joined in ways they may misread.</summary>
    public sealed record Fragments(string Text);

    private static readonly string[] s_pieces =
    [
        "un", "une", "1", "deux", "quatre", "sept", "dix", "onze", "vingt", "vingts", "et", "soixante", "cent", "cents", "mille", "zéro", "0",
        "00", "000", "06", "39", "2", "100", "0612345678", "1234567", "h", "heure", "heures", "er", "e", "ème", "%", "°", "°C", "n°", "€", "aujourd",
        "hui", "euh", "hmm", "m", "mm", "j-", "-", "'", "’", ",", ".", "É", "e\u0301", "œuf", "respire", "pas", "ne", "million", "virgule", "septante",
    ];

    private static readonly string[] s_joints = [" ", " ", " ", "-", "", "'", ", ", "…"];

    public static class Arbitraries
    {
        public static Arbitrary<Fragments> Fragments() =>
            (from count in Gen.Choose(0, 12)
             from pieces in Gen.Elements(s_pieces).ArrayOf(count)
             from joints in Gen.Elements(s_joints).ArrayOf(count)
             select new Fragments(string.Concat(pieces.Zip(joints, (p, j) => p + j)))).ToArbitrary();
    }
}
